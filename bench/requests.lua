-- Sends the requests of a file, counts what comes back, and prints one line of JSON.
--
-- Arguments: the file, the status every answer must have, and "once" or "again".
-- A line of the file: method, path, cookie and body, separated by tabs.
-- "once" means that no line may be sent twice: the run ends when they are used up.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  wanted = tonumber(args[2])
  once = args[3] == "once"
  sent, wrong, used_up = 0, 0, 0
  lines = {}
  for line in io.lines(args[1]) do
    local method, path, cookie, body = line:match("^(%S+)\t(%S+)\t([^\t]*)\t(.*)$")
    local headers = { ["Accept-Language"] = "da" }
    if cookie ~= "" then headers["Cookie"] = cookie end
    if body == "" then
      body = nil
    else
      headers["Content-Type"] = "application/x-www-form-urlencoded"
    end
    table.insert(lines, wrk.format(method, path, headers, body))
  end
end

function request()
  sent = sent + 1
  -- Every connection asks for its next request before it hears that we stop: leave them some.
  if once and sent > #lines - 64 and used_up == 0 then
    used_up = 1
    wrk.thread:stop()
  end
  return lines[(sent - 1) % #lines + 1]
end

function response(status, headers, body)
  if status ~= wanted then wrong = wrong + 1 end
end

function done(summary, latency, requests)
  local wrong, used_up = 0, 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
    used_up = used_up + thread:get("used_up")
  end
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "wrong": %d, ' ..
    '"unanswered": %d, "used_up": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong,
    errors.connect + errors.read + errors.write + errors.timeout, used_up))
end
