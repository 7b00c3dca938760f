-- What wrk sends and counts for benchmarks/rest_load.py, by the environment:
--   BENCH_PATHS   a file with one path a line; they take turns
--   BENCH_BODY    a file with the body to post, in which NUMBER is another number in every request
--   BENCH_FIRST   the first of these numbers
--   BENCH_RATE    requests a second, evenly; without it as many as can be
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } bench_time;
  int clock_gettime(int clock, bench_time *time);
]]

local paths, threads = {}, {}
local body, rate
local sent, slot, clock = 0, 0, ffi.new("bench_time")
seen = {}

local function read(name)
  local file = assert(io.open(name))
  local text = file:read("*a")
  file:close()
  return text
end

local function now()
  ffi.C.clock_gettime(1, clock)
  return tonumber(clock.seconds) * 1000 + tonumber(clock.nanoseconds) / 1e6
end

function setup(thread)
  table.insert(threads, thread)
end

function init()
  for path in read(os.getenv("BENCH_PATHS")):gmatch("[^\n]+") do
    table.insert(paths, path)
  end
  local file = os.getenv("BENCH_BODY")
  body = file and read(file)
  sent = tonumber(os.getenv("BENCH_FIRST") or 0)
  rate = tonumber(os.getenv("BENCH_RATE"))
end

function request()
  sent = sent + 1
  local path = paths[sent % #paths + 1]
  if body then
    return wrk.format("POST", path, wrk.headers, (body:gsub("NUMBER", tostring(sent))))
  end
  return wrk.format("GET", path)
end

-- A schedule that nobody who is slow can put off: whoever is late is sent at once.
if os.getenv("BENCH_RATE") then
  function delay()
    local at = now()
    slot = slot == 0 and at or slot + 1000 / rate
    return math.max(0, math.floor(slot - at))
  end
end

function response(status)
  seen[status] = (seen[status] or 0) + 1
end

function done(summary, latency)
  local statuses = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("seen")) do
      table.insert(statuses, string.format('"%d": %d', status, count))
    end
  end
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.3f, "broken": %d, "statuses": {%s}, ' ..
    '"p50_ms": %.1f, "p99_ms": %.1f, "max_ms": %.1f}\n',
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.timeout,
    table.concat(statuses, ", "),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000
  ))
end
