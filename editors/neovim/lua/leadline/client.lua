--- The language client: one server process for the whole editor, whatever repositories its files are in.
local say = require('leadline.say')

local M = {}

local name = 'leadline'

-- What this plugin speaks with the server beyond the protocol, see leadline/… in the server's own documentation: its number, that of
-- the oldest server it gets along with, and the one below which something is missing that people would notice.
local speaks, least, wants = 3, 0, 1
local largest = 16 * 2 ^ 20 -- bytes; a larger file would only slow the editor down

--- The client that serves buf, else any; nil when there is none.
function M.get(buf)
  return (buf and vim.lsp.get_clients({ name = name, bufnr = buf })[1]) or vim.lsp.get_clients({ name = name })[1]
end

function M.is_ours(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  return client ~= nil and client.name == name
end

--- A value without the nulls in it: from 0.12 on those of the server's JSON are vim.NIL, before they were nil.
function M.plain(value)
  if value == vim.NIL then
    return nil
  elseif type(value) ~= 'table' then
    return value
  end
  local out = getmetatable(value) and setmetatable({}, getmetatable(value)) or {} -- vim.empty_dict() stays one
  for key, one in pairs(value) do
    out[key] = M.plain(one)
  end
  return out
end

-- Calls a method of a client. From 0.11 on those of its class take the client as an argument; before, each client has its own.
local function call(client, method, ...)
  local class = getmetatable(client)
  if class and class[method] then
    return client[method](client, ...)
  end
  return client[method](...)
end

--- Sends a request to this client alone. done(err, result) runs on the main loop; err is text.
function M.request(client, method, params, done, buf)
  return call(client, 'request', method, params, function(err, result)
    done(err and (err.message or tostring(err)), M.plain(result))
  end, buf)
end

--- Whether the server of a client takes a command; older ones lack some.
function M.knows(client, command)
  local provider = client.server_capabilities and client.server_capabilities.executeCommandProvider
  return provider ~= nil and vim.tbl_contains(provider.commands or {}, command)
end

-- Says once which of the two is to be updated, where server and plugin do not go together.
local function negotiate(_, result)
  result = M.plain(result)
  local told = vim.tbl_get(result, 'capabilities', 'experimental', 'leadline') or {}
  local version = vim.tbl_get(result, 'serverInfo', 'version') or 'of an unknown version'
  M.server = { version = version, protocol = tonumber(told.protocol) or 0 }
  if (tonumber(told.least) or 0) > speaks then
    M.server.protocol = 0 -- nothing beyond the protocol that all editors speak
    say.warn(('the program (%s) is too new for this plugin; update the plugin'):format(version))
  elseif M.server.protocol < wants then
    say.warn(('the program (%s) is older than this plugin: prompts suggest less. Update the program'):format(version))
  end
end

local patience = 500 -- milliseconds that completion waits

--- What the server answers at once, or soon: a table, or with each that list mapped; an empty one where it does not.
function M.answer(client, method, params, each)
  local got
  M.request(client, method, params, function(err, result)
    got = not err and type(result) == 'table' and result or {}
  end)
  vim.wait(patience, function()
    return got ~= nil
  end, 5)
  if not each then
    return got or {}
  end
  local out = {}
  for _, one in ipairs(got or {}) do
    local mapped = each(one)
    if mapped then
      table.insert(out, mapped)
    end
  end
  return out
end

local shown -- what the server said last

--- Sends a command with its one argument. done(err, result), if given, runs when it is answered; an error has been shown then.
function M.execute(client, command, argument, done, buf)
  M.request(client, 'workspace/executeCommand', { command = command, arguments = { argument } }, function(err, result)
    if err and err ~= shown then -- usually the server has said it already, since many editors swallow the answer
      say.warn(err)
    end
    if done then
      done(err, result)
    end
  end, buf)
end

--- The cursor of the current window as {uri, range}, or its lines first to last (1-based) where they are given.
function M.place(client, first, last)
  local position = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local place = { uri = position.textDocument.uri }
  if not first then
    place.range = { start = position.position, ['end'] = position.position }
    return place
  end
  local text = vim.api.nvim_buf_get_lines(0, last - 1, last, false)[1] or ''
  local finish = vim.lsp.util.make_given_range_params({ first, 0 }, { last, #text - 1 }, 0, client.offset_encoding)
  place.range = finish.range
  if text == '' then
    place.range['end'] = { line = last - 1, character = 0 }
  end
  return place
end

local function show_message(_, message)
  shown = message.message
  local level = ({ vim.log.levels.ERROR, vim.log.levels.WARN })[message.type] or vim.log.levels.INFO
  say.tell(message.message, level)
  return vim.NIL
end

function M.config(root)
  local options = require('leadline').options
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  -- 0.10 can do it with our handler, but does not say so.
  capabilities.workspace.codeLens = { refreshSupport = true }
  if options.lenses then -- what a lens says is not said again at the end of the same line
    capabilities.textDocument.codeLens = { dynamicRegistration = false }
  end
  capabilities.experimental = { leadline = { protocol = speaks, least = least } }
  return {
    name = name,
    cmd = options.cmd,
    root_dir = root,
    capabilities = capabilities,
    init_options = next(options.settings) and { leadline = options.settings } or nil,
    commands = require('leadline.action').client_commands(),
    handlers = {
      ['textDocument/inlayHint'] = require('leadline.inlay').answered,
      ['workspace/codeLens/refresh'] = require('leadline.lens').on_refresh,
      ['window/showDocument'] = require('leadline.drafts').show_document,
      ['window/showMessage'] = show_message,
      ['leadline/status'] = require('leadline.status').on_status,
      ['leadline/overviewChanged'] = function() end, -- for lists beside the code, which this plugin has not
      ['leadline/prompt'] = function(_, wanted)
        wanted = M.plain(wanted)
        require('leadline.action').follow({ command = wanted.command, arguments = { wanted.argument } }, vim.api.nvim_get_current_buf())
      end,
    },
    on_init = negotiate,
    on_exit = vim.schedule_wrap(M.ended),
  }
end

local serves = {} -- client → the buffers that it serves
local stopped = {} -- clients that were told to stop
local ends = {} -- when servers ended by themselves, in seconds; the latest last
local often, within = 5, 180 -- after so many in so many seconds no more is started

--- A server has ended. One that was not told to is started again, and that is said, with what becomes of what was just typed.
function M.ended(code, signal, id)
  require('leadline.status').clear()
  local bufs = serves[id] or {}
  serves[id] = nil
  if stopped[id] or vim.v.exiting ~= vim.NIL or (code == 0 and signal == 0) then
    stopped[id] = nil
    return
  end
  local kept = require('leadline.action').lost() and ' What you typed is kept: the next prompt begins with it.' or ''
  local now = vim.uv.hrtime() / 1e9
  ends = vim.tbl_filter(function(at)
    return now - at < within
  end, ends)
  table.insert(ends, now)
  if #ends >= often then
    say.fail(('the server ended %d times within %d minutes, so it stays away.%s :Leadline restart tries again; see :checkhealth leadline and %s'):format(
      #ends, within / 60, kept, require('vim.lsp.log').get_filename()
    ))
    return
  end
  say.warn('the server ended by itself and was started again.' .. kept)
  for buf in pairs(bufs) do
    M.start(buf)
  end
end

--- Whether a client's server is gone or going.
function M.stopped(client)
  return call(client, 'is_stopped')
end

local function served(buf)
  if not vim.api.nvim_buf_is_loaded(buf) or vim.bo[buf].buftype ~= '' then
    return false
  end
  local path = vim.api.nvim_buf_get_name(buf)
  return path ~= '' and not path:find('^%a[%w+.-]+://') and not path:find('/%.git/')
    and vim.api.nvim_buf_get_offset(buf, vim.api.nvim_buf_line_count(buf)) <= largest
end

--- Serves buf, if it is a file in a git repository or a draft.
function M.start(buf)
  if not vim.api.nvim_buf_is_valid(buf) or not served(buf) then
    return
  end
  local root = vim.fs.root(buf, '.git') or (require('leadline.drafts').is_draft(buf) and vim.uv.cwd())
  if not root then
    return
  end
  local program = require('leadline').options.cmd[1]
  if vim.fn.executable(program) == 0 then
    say.warn_once(
      ('cannot find the program `%s`. Install it, or name it in setup{ cmd = … } (:help leadline-install)'):format(program)
    )
    return
  end
  vim.lsp.start(M.config(root), {
    bufnr = buf,
    reuse_client = function(client)
      return client.name == name and not M.stopped(client)
    end,
  })
end

--- What a buffer gets when the server attaches to it.
function M.attached(buf, id)
  local options = require('leadline').options
  serves[id] = serves[id] or {}
  serves[id][buf] = true
  if options.inlay_hints then
    vim.lsp.inlay_hint.enable(true, { bufnr = buf })
  end
  if options.lenses then
    require('leadline.lens').attach(buf)
  end
  local running = M.get(buf)
  if running and not require('leadline.drafts').is_draft(buf) then
    require('leadline.drafts').remind(running, buf)
  end
end

--- Stops the server and starts it again for every open file.
function M.restart()
  ends = {}
  for _, client in ipairs(vim.lsp.get_clients({ name = name })) do
    stopped[client.id] = true
    call(client, 'stop')
    local gone = vim.wait(3000, function()
      return vim.lsp.get_client_by_id(client.id) == nil
    end, 10)
    if not gone then
      say.warn('the server does not stop; close Neovim and open it again')
      return
    end
  end
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    M.start(buf)
  end
end

return M
