-- For wrk: asks for each of the paths in turn, and prints what it found as one line of numbers (times in microseconds).
local requests, turn = {}, 0

function init(paths)
  for _, path in ipairs(paths) do
    requests[#requests + 1] = wrk.format(nil, path)
  end
  if #requests == 0 then
    requests[1] = wrk.format()
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(99), latency.max, failed))
end
