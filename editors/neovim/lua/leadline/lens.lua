--- Code lenses. Where Neovim keeps them by itself once told to, for a whole buffer (from 0.12 on, above their lines), it is told to;
--- before, requests, autocommands and the server's refresh are ours, for this server alone.
local client = require('leadline.client')
local say = require('leadline.say')

local M = {}

local builtin = vim.lsp.codelens.enable ~= nil
local newest = {} -- buffer → number of its latest request; an older answer that comes late is dropped

local function refresh(buf)
  local running = vim.lsp.get_clients({ name = 'leadline', bufnr = buf })[1]
  if not running then
    return
  end
  local number = (newest[buf] or 0) + 1
  newest[buf] = number
  local params = { textDocument = vim.lsp.util.make_text_document_params(buf) }
  client.request(running, 'textDocument/codeLens', params, function(err, lenses)
    if not err and newest[buf] == number and vim.api.nvim_buf_is_loaded(buf) then
      vim.lsp.codelens.on_codelens(nil, lenses, { bufnr = buf, client_id = running.id, method = 'textDocument/codeLens' })
    end
  end, buf)
end

--- Handler of workspace/codeLens/refresh; nil where Neovim has its own.
M.on_refresh = not builtin
    and function(_, _, context)
      local running = vim.lsp.get_client_by_id(context.client_id)
      for buf in pairs(running and running.attached_buffers or {}) do
        if newest[buf] then
          refresh(buf)
        end
      end
      return vim.NIL
    end
  or nil

function M.attach(buf)
  if builtin then
    vim.lsp.codelens.enable(true, { bufnr = buf })
    return
  end
  local group = vim.api.nvim_create_augroup('leadline_lens_' .. buf, {})
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
    group = group,
    buffer = buf,
    callback = function()
      refresh(buf)
    end,
  })
  vim.api.nvim_create_autocmd('BufWipeout', {
    group = group,
    buffer = buf,
    callback = function()
      newest[buf] = nil
      vim.api.nvim_del_augroup_by_id(group)
    end,
  })
  refresh(buf)
end

--- The lenses that buf shows now.
function M.get(buf)
  if not builtin then
    return vim.lsp.codelens.get(buf)
  end
  return vim.tbl_map(function(found)
    return client.plain(found.lens)
  end, vim.lsp.codelens.get({ bufnr = buf }))
end

--- Opens one of the lenses of the current file, wherever the cursor is.
function M.open()
  local buf = vim.api.nvim_get_current_buf()
  local lenses = vim.tbl_filter(function(lens)
    return lens.command and vim.startswith(lens.command.command, 'leadline.')
  end, M.get(buf))
  if #lenses == 0 then
    say.tell('there is nothing to say about this file yet')
    return
  end
  vim.ui.select(lenses, {
    prompt = 'Leadline',
    kind = 'codelens',
    format_item = function(lens)
      return lens.command.title
    end,
  }, function(lens)
    if lens then
      require('leadline.action').follow(lens.command, buf)
    end
  end)
end

return M
