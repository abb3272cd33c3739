"""The Lua scripts behind the queue: each one an arrow of the diagram in ``plugin.queueing``.

Time is Redis' own (``TIME``), so that workers on several machines agree on it. All keys are under ``careflow:``,
and RQ's under its prefix; RQ does not run on a Redis Cluster, so keys need not be declared.

======================  ======  ==========================================================================
``careflow:sequence``   number  numbers wake-ups and jobs
``careflow:dirty``      hash    unit → number of its latest wake-up
``careflow:queued:*``   zset    unit → number of its job, one set for each of the queues
``careflow:critical``   set     cases that are Critical: their jobs go first
``careflow:running``    zset    unit → when its lease ends (ms)
``careflow:holder``     hash    unit → token of the run that has the lease
``careflow:held``       zset    unit → not before (ms)
``careflow:paused``     string  why nothing is begun, for as long as it lives
``careflow:attempts``   hash    unit → runs begun since the last one that ended well
``careflow:deaths``     hash    unit → runs begun since the last one that ended at all
``careflow:parked``     hash    unit → JSON: reason, at, count
``careflow:well``       string  when a run last ended well (ms)
``careflow:due``        zset    unit → when its timer rings (ms)
``careflow:timers``     hash    unit → what that is in Jira's time
``careflow:alias``      hash    issue id → key, as Jira itself told it
``careflow:delivered``  zset    unit → when Jira's last delivery about it came (ms), the latest thousand
``careflow:own``        string  the account by which careflow writes
``careflow:wrote:*``    string  unit that was just written to by it, for a minute
``careflow:site``       string  address of the Jira that all this is about
======================  ======  ==========================================================================

A job's hash is written as RQ 3's ``Job.save`` does; ``tests/plugin/queueing`` holds it against RQ's own.
"""

from __future__ import annotations

from functools import lru_cache

from redis import Redis
from redis.commands.core import Script
from rq.defaults import RQ_KEY_PREFIX

from plugin.queueing.units import QUEUES

JOB_TIMEOUT = 120  # seconds that one run may take; a run is a few requests of at most 30 s each
_RESULT_TTL = 60  # seconds; keeping a short result is cheaper than none (PERF.md)
_FAILURE_TTL = 24 * 3600

_PRELUDE = (
    f"local RQ = '{RQ_KEY_PREFIX}'\n"
    f"local QUEUES = {{{', '.join(map(repr, QUEUES))}}}\n"
    f"local TIMEOUT, RESULT_TTL, FAILURE_TTL = '{JOB_TIMEOUT}', '{_RESULT_TTL}', '{_FAILURE_TTL}'\n"
    """
local call = redis.call
local clock = call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function job_id(unit, number)
  return string.gsub(unit, '[^%w_%-]', '-') .. '_' .. string.format('%d', number)
end

local function work_of(unit)
  if unit == 'sweep' then return 'plugin.jobs.run_sweep', {} end
  if string.sub(unit, 1, 8) == 'version:' then return 'plugin.jobs.run_version', {string.sub(unit, 9)} end
  return 'plugin.jobs.run_case', {unit}
end

local function save_job(id, queue, stamp, work, arguments)
  local packed = '[]'
  if #arguments > 0 then packed = cjson.encode(arguments) end
  call('DEL', RQ .. ':job:' .. id)
  call('HSET', RQ .. ':job:' .. id, 'created_at', stamp, 'enqueued_at', stamp, 'origin', queue, 'status', 'queued',
       'data', '["' .. work .. '", null, ' .. packed .. ', {}]', 'description', work .. ' ' .. packed,
       'timeout', TIMEOUT, 'result_ttl', RESULT_TTL, 'failure_ttl', FAILURE_TTL)
  call('SADD', RQ .. ':queues', RQ .. ':queue:' .. queue)
end

-- where the unit's job is queued, and the how-manieth queue that is: the first goes first
local function is_queued(unit)
  for rank, queue in ipairs(QUEUES) do
    if call('ZSCORE', 'careflow:queued:' .. queue, unit) then return queue, rank end
  end
  return false
end

-- the queue that the unit is to wait in, and the how-manieth that is
local function lane(unit, queue)
  if call('SISMEMBER', 'careflow:critical', unit) == 1 then return QUEUES[1], 1 end
  for rank, name in ipairs(QUEUES) do
    if name == queue then return queue, rank end
  end
end

-- The unit's job leaves a queue with its mark, unless it was popped: the mark is older than the head then (FIFO).
local function withdraw(unit, queue)
  local number = call('ZSCORE', 'careflow:queued:' .. queue, unit)
  if not number then return end
  call('ZREM', 'careflow:queued:' .. queue, unit)
  local head = call('LINDEX', RQ .. ':queue:' .. queue, 0)
  if not head or tonumber(string.match(head, '_(%d+)$') or 0) > tonumber(number) then return end
  local id = job_id(unit, number)
  if call('LREM', RQ .. ':queue:' .. queue, 1, id) == 1 then call('DEL', RQ .. ':job:' .. id) end
end

-- queue: one that lane told
local function put(unit, queue, number, stamp)
  local id = job_id(unit, number)
  local work, arguments = work_of(unit)
  save_job(id, queue, stamp, work, arguments)
  call('ZADD', 'careflow:queued:' .. queue, number, unit)
  call('RPUSH', RQ .. ':queue:' .. queue, id)
end

local function push(unit, stamp)
  put(unit, lane(unit, 'careflow'), call('INCR', 'careflow:sequence'), stamp)
end

local function is_running(unit)
  local lease = call('ZSCORE', 'careflow:running', unit)
  return lease and tonumber(lease) > now
end

local function is_held(unit)
  local till = call('ZSCORE', 'careflow:held', unit)
  if till and tonumber(till) <= now then call('ZREM', 'careflow:held', unit) end
  return till and tonumber(till) > now
end

local function wake(unit, queue, stamp)
  local number = call('INCR', 'careflow:sequence')
  call('HSET', 'careflow:dirty', unit, number)
  if is_running(unit) then return 'running' end
  if is_held(unit) then return 'held' end
  local at, before = is_queued(unit)
  local rank
  queue, rank = lane(unit, queue)
  if at and before <= rank then return 'coalesced' end
  if at then withdraw(unit, at) end
  put(unit, queue, number, stamp)
  return 'queued'
end

local function let_go(unit, token)
  if call('HGET', 'careflow:holder', unit) ~= token then return false end
  call('HDEL', 'careflow:holder', unit)
  call('HDEL', 'careflow:deaths', unit)
  call('ZREM', 'careflow:running', unit)
  return true
end
"""
)

# unit, queue, stamp, 'delivered' or '', account that did it or '' → what became of it, and the unit that was woken: in
# one text, which takes a client a fifth of a list's time to read
WAKE = """
local unit = ARGV[1]
local key = string.sub(unit, 1, 1) == '#' and call('HGET', 'careflow:alias', string.sub(unit, 2))
if key then
  call('HDEL', 'careflow:parked', unit)
  unit = key
end
if ARGV[4] == 'delivered' then
  local is_new = call('ZADD', 'careflow:delivered', now, unit) == 1
  if is_new then call('ZREMRANGEBYRANK', 'careflow:delivered', 0, -1001) end
end
if ARGV[5] ~= '' and ARGV[5] == call('GET', 'careflow:own')
   and (is_running(unit) or call('EXISTS', 'careflow:wrote:' .. unit) == 1) then
  return 'own ' .. unit
end
return wake(unit, ARGV[2], ARGV[3]) .. ' ' .. unit
"""

# key → the ids that were remembered as its; they are forgotten
FORGET_KEY = """
local found, all = {}, call('HGETALL', 'careflow:alias')
for i = 1, #all, 2 do
  if all[i + 1] == ARGV[1] then
    call('HDEL', 'careflow:alias', all[i])
    found[#found + 1] = all[i]
  end
end
return found
"""

# unit, token, lease in ms → {what, number of the wake-up, attempts with this one, deaths before it}
BEGIN = """
local unit, token = ARGV[1], ARGV[2]
for _, queue in ipairs(QUEUES) do withdraw(unit, queue) end
local number = call('HGET', 'careflow:dirty', unit)
if not number then return {'clean', 0, 0, 0} end
if is_running(unit) then return {'busy', 0, 0, 0} end
if is_held(unit) then return {'held', 0, 0, 0} end
local paused = call('PTTL', 'careflow:paused')
if paused > 0 then
  call('ZADD', 'careflow:held', now + paused, unit)
  return {'held', 0, 0, 0}
end
call('ZADD', 'careflow:running', now + ARGV[3], unit)
call('HSET', 'careflow:holder', unit, token)
call('ZREM', 'careflow:held', unit)
local attempts = call('HINCRBY', 'careflow:attempts', unit, 1)
return {'run', tonumber(number), attempts, call('HINCRBY', 'careflow:deaths', unit, 1) - 1}
"""

# unit, token, lease in ms → 1 if the lease is still this run's
RENEW = """
if call('HGET', 'careflow:holder', ARGV[1]) ~= ARGV[2] then return 0 end
call('ZADD', 'careflow:running', now + ARGV[3], ARGV[1])
return 1
"""

# unit, token, number of the wake-up it answered, stamp → 1 if it was woken again meanwhile
FINISH = """
local unit = ARGV[1]
if not let_go(unit, ARGV[2]) then return 0 end
call('HDEL', 'careflow:attempts', unit)
call('HDEL', 'careflow:parked', unit)
call('SET', 'careflow:well', now)
local latest = call('HGET', 'careflow:dirty', unit)
if latest == ARGV[3] then call('HDEL', 'careflow:dirty', unit) return 0 end
if not latest then return 0 end
if not is_queued(unit) then push(unit, ARGV[4]) end
return 1
"""

# unit, token, ms to wait: the unit stays dirty, and is queued again by REVIVE when the wait is over
HOLD = """
if not let_go(ARGV[1], ARGV[2]) then return 0 end
call('ZADD', 'careflow:held', now + ARGV[3], ARGV[1])
return 1
"""

# unit, token, number of the wake-up, reason, stamp → 1 if parked, 0 if woken meanwhile and queued again
PARK = """
local unit = ARGV[1]
if not let_go(unit, ARGV[2]) then return 0 end
call('HDEL', 'careflow:attempts', unit)
local before = call('HGET', 'careflow:parked', unit)
local count = before and cjson.decode(before)['count'] or 0
call('HSET', 'careflow:parked', unit, cjson.encode({reason = ARGV[4], at = ARGV[5], count = count + 1}))
if call('HGET', 'careflow:dirty', unit) == ARGV[3] then call('HDEL', 'careflow:dirty', unit) return 1 end
if not is_queued(unit) then push(unit, ARGV[5]) end
return 0
"""

# unit, delay in ms, wake_at
ARM = """
call('ZADD', 'careflow:due', now + ARGV[2], ARGV[1])
call('HSET', 'careflow:timers', ARGV[1], ARGV[3])
"""

# unit
DISARM = """
call('ZREM', 'careflow:due', ARGV[1])
call('HDEL', 'careflow:timers', ARGV[1])
"""

# stamp, how many at most → how many timers rang
RING_DUE = """
local due = call('ZRANGEBYSCORE', 'careflow:due', '-inf', now, 'LIMIT', 0, ARGV[2])
for _, unit in ipairs(due) do
  call('ZREM', 'careflow:due', unit)
  call('HDEL', 'careflow:timers', unit)
  wake(unit, 'careflow', ARGV[1])
end
return #due
"""

# stamp, how many at most → how many units were revived
REVIVE = """
local stamp, most, revived = ARGV[1], tonumber(ARGV[2]), 0
local function again(unit)
  if call('HEXISTS', 'careflow:dirty', unit) == 1 and not is_queued(unit) then
    push(unit, stamp)
    revived = revived + 1
  end
end
-- runs whose worker was killed
for _, unit in ipairs(call('ZRANGEBYSCORE', 'careflow:running', '-inf', now, 'LIMIT', 0, most)) do
  call('ZREM', 'careflow:running', unit)
  call('HDEL', 'careflow:holder', unit)
  again(unit)
end
-- holds that are over
for _, unit in ipairs(call('ZRANGEBYSCORE', 'careflow:held', '-inf', now, 'LIMIT', 0, most)) do
  call('ZREM', 'careflow:held', unit)
  again(unit)
end
-- queued marks older than the job at the head: their job was popped by a worker that was killed before it began
for _, queue in ipairs(QUEUES) do
  local head = call('LINDEX', RQ .. ':queue:' .. queue, 0)
  local oldest = head and '(' .. (string.match(head, '_(%d+)$') or '0') or '+inf'
  for _, unit in ipairs(call('ZRANGEBYSCORE', 'careflow:queued:' .. queue, '-inf', oldest, 'LIMIT', 0, most)) do
    call('ZREM', 'careflow:queued:' .. queue, unit)
    again(unit)
  end
end
-- the sweep arms its own timer; after a flush there is none
if not call('ZSCORE', 'careflow:due', 'sweep') and call('HEXISTS', 'careflow:dirty', 'sweep') == 0 then
  wake('sweep', 'careflow', stamp)
end
return revived
"""


@lru_cache(maxsize=64)
def script(connection: Redis, source: str) -> Script:
    """The script, registered with ``connection``: one round trip, and loaded again where Redis has forgotten it."""
    return connection.register_script(_PRELUDE + source)
