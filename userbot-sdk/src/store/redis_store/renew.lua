-- Keeps a lease. One that ran out and that nobody took since then is taken again.
-- KEYS: lease, fence; ARGV: the lease as held, milliseconds
local now = redis.call('GET', KEYS[1])
if now == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
end
if not now and redis.call('GET', KEYS[2]) == string.match(ARGV[1], '^(%d+)') then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
return 0
