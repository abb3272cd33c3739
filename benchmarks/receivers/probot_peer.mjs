// Probot: verifies, parses, and queues nothing. One process, log off. Reads SECRET and PORT.
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { createNodeMiddleware, createProbot } from "probot";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = privateKey.export({ type: "pkcs1", format: "pem" });
const probot = createProbot({ overrides: { appId: 1, privateKey: key, secret: process.env.SECRET, logLevel: "fatal" } });
const app = (robot) => { robot.on("issues", async () => {}); };
const middleware = await createNodeMiddleware(app, { probot, webhooksPath: "/webhooks/jira" });
createServer(middleware).listen(Number(process.env.PORT), "127.0.0.1");
