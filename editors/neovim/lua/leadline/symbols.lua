--- Hands over the functions and types that the other language servers of a buffer found: this server has no parser, and with
--- them it speaks of the function at hand. Sent when a server attaches or has loaded its project, and when typing pauses.
local client = require('leadline.client')

local M = {}

local method = 'textDocument/documentSymbol'
local most = 20000 -- symbols of one file, which is what the server looks at
local state = {} -- buffer → { timer, round, sent }

M.pause = 400 -- milliseconds without a change before servers are asked

local function ours(buf)
  return vim.lsp.get_clients({ name = 'leadline', bufnr = buf })[1]
end

local function others(buf)
  return vim.tbl_filter(function(other)
    return not client.is_ours(other.id)
  end, vim.lsp.get_clients({ bufnr = buf, method = method }))
end

--- What the server needs of what another answered: DocumentSymbol[], or the flat SymbolInformation[] of older servers.
local function trimmed(found, buf, left)
  local out = {}
  for _, s in ipairs(type(found) == 'table' and found or {}) do
    local range = s.range or (s.location and s.location.range)
    local elsewhere = s.location and vim.uri_to_fname(s.location.uri) ~= vim.api.nvim_buf_get_name(buf)
    if left.n > 0 and type(s.name) == 'string' and range and not elsewhere then
      left.n = left.n - 1
      table.insert(out, {
        name = s.name,
        kind = s.kind,
        range = range,
        selectionRange = s.selectionRange or range,
        children = s.children and s.children ~= vim.NIL and trimmed(s.children, buf, left) or nil,
      })
    end
  end
  return out
end

--- Asks every other server, and sends what they say if the text is still the one that they speak of.
local function gather(buf)
  local mine, to = state[buf], ours(buf)
  if not mine or not to or not vim.api.nvim_buf_is_loaded(buf) then
    return
  end
  mine.round = mine.round + 1
  local round, tick = mine.round, vim.api.nvim_buf_get_changedtick(buf)
  local asked = others(buf)
  local waiting, symbols, left = #asked, {}, { n = most }
  local function send()
    if state[buf] ~= mine or mine.round ~= round or not vim.api.nvim_buf_is_loaded(buf) then
      return -- closed, or asked again since
    end
    if vim.api.nvim_buf_get_changedtick(buf) ~= tick then
      return -- typed over: the pause after that asks again
    end
    if #symbols == 0 and not mine.sent then
      return
    end
    mine.sent = #symbols > 0
    client.request(to, 'leadline/symbols', {
      uri = vim.uri_from_bufnr(buf),
      symbols = symbols, -- an empty table is an empty list
    }, function() end, buf)
  end
  if waiting == 0 then
    return send()
  end
  for _, other in ipairs(asked) do
    local answered = false
    local function answer(_, found)
      if answered then
        return
      end
      answered = true
      vim.list_extend(symbols, trimmed(found, buf, left))
      waiting = waiting - 1
      if waiting == 0 then
        send()
      end
    end
    client.request(other, method, { textDocument = vim.lsp.util.make_text_document_params(buf) }, answer, buf)
  end
end

--- Asks once buf has been left alone for a moment.
function M.soon(buf)
  local mine = state[buf]
  if mine then
    mine.timer:stop()
    mine.timer:start(M.pause, 0, vim.schedule_wrap(function()
      if state[buf] == mine then
        gather(buf)
      end
    end))
  end
end

local function forget(buf)
  local mine = state[buf]
  if mine then
    state[buf] = nil
    mine.timer:stop()
    mine.timer:close()
  end
end

--- Looks after buf from now on. It may be called as often as servers attach.
function M.attach(buf)
  if state[buf] or not ours(buf) then
    return M.soon(buf)
  end
  state[buf] = { timer = assert(vim.uv.new_timer()), round = 0, sent = false }
  local group = vim.api.nvim_create_augroup('leadline_symbols_' .. buf, {})
  vim.api.nvim_create_autocmd({ 'TextChanged', 'TextChangedI', 'TextChangedP' }, {
    group = group,
    buffer = buf,
    callback = function()
      M.soon(buf)
    end,
  })
  vim.api.nvim_create_autocmd({ 'BufUnload', 'BufWipeout' }, {
    group = group,
    buffer = buf,
    callback = function()
      forget(buf)
      vim.api.nvim_del_augroup_by_id(group)
      return true
    end,
  })
  M.soon(buf)
end

--- Watches servers come and go.
function M.setup(group)
  vim.api.nvim_create_autocmd('LspAttach', {
    group = group,
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  vim.api.nvim_create_autocmd('LspDetach', {
    group = group,
    callback = function(event)
      if client.is_ours(event.data.client_id) then
        forget(event.buf)
      else
        vim.schedule(function() -- it is still among the buffer's clients
          M.soon(event.buf)
        end)
      end
    end,
  })
  vim.api.nvim_create_autocmd('LspProgress', { -- a server that has loaded a project knows more than before
    group = group,
    pattern = 'end',
    callback = function(event)
      local other = event.data and vim.lsp.get_client_by_id(event.data.client_id)
      for buf in pairs(other and not client.is_ours(other.id) and other.attached_buffers or {}) do
        M.soon(buf)
      end
    end,
  })
end

return M
