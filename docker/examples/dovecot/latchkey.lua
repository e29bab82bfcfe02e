-- Lets Dovecot (2.3 and 2.4) ask Latchkey whether an app password is right. The scope is the protocol: imap, pop3, sieve,
-- smtp (which Postfix's submission asks Dovecot for) and so on.
-- Dovecot's Lua speaks plain HTTP, so this address must be on the same machine or a private network. Give Latchkey
-- Dovecot's address in TRUSTED_PROXIES, so that guesses are counted where they come from.
local LATCHKEY = "http://latchkey:4000"

-- The names that 2.3 reads, which 2.4 refuses. 2.4 has those of its http_client_ settings, without that prefix; 2.3 ignores
-- what it does not know, so it has to be asked first.
local isOld, client = pcall(dovecot.http.client, { request_absolute_timeout_msecs = 10000, max_attempts = 1 })
if not isOld then
  client = dovecot.http.client({ request_absolute_timeout = "10s", request_max_attempts = 1 })
end

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

-- RFC 4648 §4; Dovecot 2.3 has none of its own for Lua.
local function base64(bytes)
  local encoded = {}
  for start = 1, #bytes, 3 do
    local a, b, c = bytes:byte(start, start + 2)
    local group = a * 65536 + (b or 0) * 256 + (c or 0)
    for index = 0, 3 do
      local padded = (index == 2 and not b) or (index == 3 and not c)
      local digit = math.floor(group / 64 ^ (3 - index)) % 64
      encoded[#encoded + 1] = padded and "=" or ALPHABET:sub(digit + 1, digit + 1)
    end
  end
  return table.concat(encoded)
end

function auth_password_verify(request, password)
  -- The first colon ends the user in RFC 7617.
  if request.user:find(":", 1, true) then
    return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, {}
  end
  -- As 2.3 calls it, or 2.4.
  local scope = request.service or request.protocol
  local question = client:request({ url = LATCHKEY .. "/auth/basic?scope=" .. scope, method = "GET" })
  question:add_header("Authorization", "Basic " .. base64(request.user .. ":" .. password))
  question:add_header("X-Forwarded-For", request.remote_ip)
  local answer = question:submit()
  local status = answer:status()
  if status == 200 then
    return dovecot.auth.PASSDB_RESULT_OK, { user = answer:header("X-Latchkey-User") }
  end
  if status == 401 or status == 403 or status == 429 then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, {}
  end
  dovecot.i_error("Latchkey answered " .. status)
  return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, {}
end

-- Dovecot asks a passdb for accounts without a password too; where mail is kept is the userdb's to say.
function auth_passdb_lookup(request)
  return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, {}
end
