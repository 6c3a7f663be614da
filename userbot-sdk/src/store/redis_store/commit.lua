-- Checks the conditions and writes, in one step.
-- KEYS: values (hash), index (sorted set, all scores 0), lease, fence, applied
-- ARGV: lease as held, id of this commit, channel, number of conditions, then for each: key, 1 or
--       0 for "there" or "not there", value; then the writes: p key value, r key, a key by, x from to
local values, index, lease, fence, applied = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local held, id, channel = ARGV[1], ARGV[2], ARGV[3]

if held ~= '' then
  local now = redis.call('GET', lease)
  -- A lease that nobody took after it ran out is still ours.
  if now ~= held and (now or redis.call('GET', fence) ~= string.match(held, '^(%d+)')) then
    return 'taken'
  end
end

-- The connection was lost before the answer to the first try came.
local done = redis.call('GET', applied)
if done then
  return done
end

local at = 5
for _ = 1, tonumber(ARGV[4]) do
  local value = redis.call('HGET', values, ARGV[at])
  if ARGV[at + 1] == '1' then
    if value ~= ARGV[at + 2] then return 'conflict' end
  elseif value then
    return 'conflict'
  end
  at = at + 3
end

local function put(key, value)
  redis.call('HSET', values, key, value)
  redis.call('ZADD', index, 0, key)
end

local function remove(key)
  redis.call('HDEL', values, key)
  redis.call('ZREM', index, key)
end

while at <= #ARGV do
  local what, key = ARGV[at], ARGV[at + 1]
  if what == 'p' then
    put(key, ARGV[at + 2])
    redis.call('PUBLISH', channel, 'k' .. key)
    at = at + 3
  elseif what == 'r' then
    remove(key)
    redis.call('PUBLISH', channel, 'k' .. key)
    at = at + 2
  elseif what == 'a' then
    local old = redis.call('HGET', values, key)
    if not old or not string.match(old, '^-?%d+$') then
      redis.call('HSET', values, key, '0')
    end
    -- Whole numbers of 64 bits: the numbers of Lua are too short for them.
    local added = redis.pcall('HINCRBY', values, key, ARGV[at + 2])
    if type(added) == 'table' and added.err then
      local edge = string.sub(ARGV[at + 2], 1, 1) == '-' and '-9223372036854775808' or '9223372036854775807'
      redis.call('HSET', values, key, edge)
    end
    if redis.call('HGET', values, key) == '0' then
      remove(key)
    else
      redis.call('ZADD', index, 0, key)
    end
    redis.call('PUBLISH', channel, 'k' .. key)
    at = at + 3
  else
    local to = ARGV[at + 2]
    while true do
      local keys = redis.call('ZRANGEBYLEX', index, '[' .. key, to, 'LIMIT', 0, 500)
      if #keys == 0 then break end
      redis.call('HDEL', values, unpack(keys))
      redis.call('ZREM', index, unpack(keys))
    end
    redis.call('PUBLISH', channel, 'p' .. key)
    at = at + 3
  end
end

redis.call('SET', applied, 'committed', 'PX', 120000)
return 'committed'
