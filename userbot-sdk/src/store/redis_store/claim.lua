-- Takes a lease, unless somebody else holds it, or the lease on everything.
-- KEYS: lease, fence, the lease on everything; ARGV: the holder, milliseconds
for _, lease in ipairs({KEYS[1], KEYS[3]}) do
  local now = redis.call('GET', lease)
  if now then
    return {0, now, redis.call('PTTL', lease)}
  end
end
local number = redis.call('INCR', KEYS[2])
local held = number .. ' ' .. ARGV[1]
redis.call('SET', KEYS[1], held, 'PX', ARGV[2])
return {1, held, ARGV[2]}
