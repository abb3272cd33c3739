-- wrk's side of benchmarks.receiver: signed POSTs, each with a body of its own, from a file of records of one length.
local path, size, delay_ms = os.getenv("RECORDS"), tonumber(os.getenv("SIZE")), tonumber(os.getenv("DELAY") or "0")
local file = io.open(path, "rb")
local data = file:read("*a")
file:close()
local count, at = #data / (64 + size), tonumber(os.getenv("FROM") or "0")

function request()
  local start = (at % count) * (64 + size)
  at = at + 1
  local signature = "sha256=" .. data:sub(start + 1, start + 64)
  return wrk.format("POST", "/webhooks/jira", {
    ["Content-Type"] = "application/json", ["X-Hub-Signature"] = signature, ["X-Hub-Signature-256"] = signature,
    ["X-GitHub-Event"] = "issues", ["X-GitHub-Delivery"] = "72d3162e-cc78-11e3-81ab-4c9367dc0958",
  }, data:sub(start + 65, start + 64 + size))
end

function delay() return delay_ms end

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %.1f\n", summary.requests, summary.duration, bad, latency:percentile(99)))
end
