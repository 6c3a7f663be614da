-- Takes a lease, unless somebody else holds it.
-- KEYS: lease, fence; ARGV: the holder, milliseconds
local now = redis.call('GET', KEYS[1])
if now then
  return {0, now, redis.call('PTTL', KEYS[1])}
end
local number = redis.call('INCR', KEYS[2])
local held = number .. ' ' .. ARGV[1]
redis.call('SET', KEYS[1], held, 'PX', ARGV[2])
return {1, held, ARGV[2]}
