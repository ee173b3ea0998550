--- Leadline for Neovim 0.10 and newer: starts `leadline lsp` for files in git repositories, shows its lenses and inlay
--- hints, and asks for words with vim.ui. `:help leadline` is the manual.
---
---   init     settings and the autocommands that hold everything together
---   client   the language client: starting, requests, commands
---   symbols  functions and types, from the buffer's other language servers
---   lens     code lenses, refreshed when the server asks
---   inlay    inlay hints, drawn anew when they change
---   drafts   the Markdown files in which longer things are said
---   action   what can be said, and which words each needs
---   lists    TODOs, decisions and the like in quickfix or Telescope
---   ask      vim.ui.input and vim.ui.select, one after the other
---   say      messages, none of which asks for ENTER
---   status   what is shown in a status line
---   command  :Leadline
---   health   :checkhealth leadline
local M = {}

--- The defaults, with every setting there is.
M.options = {
  cmd = { 'leadline', 'lsp' }, -- the server
  autostart = true, -- false: something else starts it, for example nvim-lspconfig with require('leadline').config()
  lenses = true,
  inlay_hints = true,
  symbols = true, -- false: what other language servers know of functions is not handed over
  prompts = true, -- false: the server asks, by choices and drafts, as after :Leadline!
  lists = 'auto', -- 'quickfix' or 'telescope'; auto: Telescope where it is installed
  draft = 'split', -- the command that opens a draft: 'split', 'vsplit', 'tabedit', 'edit'
  settings = {}, -- handed to the server as it is
}

--- The complete client configuration, for vim.lsp.start() or nvim-lspconfig.
function M.config()
  return require('leadline.client').config()
end

--- For a status line: who could review what you changed in the repository of this buffer; '' where there is nothing to say.
function M.status(buf)
  local said = require('leadline.status').of(buf)
  return said and said.text or ''
end

function M.setup(options)
  if vim.fn.has('nvim-0.10') == 0 then
    vim.notify('leadline: Neovim 0.10 or newer is needed', vim.log.levels.ERROR)
    return
  end
  M.options = vim.tbl_extend('force', M.options, options or {})

  local client = require('leadline.client')
  local group = vim.api.nvim_create_augroup('leadline', {})
  local function on(events, callback)
    vim.api.nvim_create_autocmd(events, { group = group, callback = callback })
  end
  on('LspAttach', function(event)
    if client.is_ours(event.data.client_id) then
      client.attached(event.buf, event.data.client_id)
    end
  end)
  on('BufWipeout', function(event)
    require('leadline.inlay').forget(event.buf)
  end)
  require('leadline.drafts').setup(group)
  if M.options.symbols then
    require('leadline.symbols').setup(group)
  end
  if not M.options.autostart then
    return
  end
  on({ 'BufReadPost', 'BufNewFile', 'BufFilePost' }, function(event)
    -- Scheduled, so that the file type is known when the server is told of the file.
    vim.schedule(function()
      client.start(event.buf)
    end)
  end)
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    client.start(buf)
  end
end

return M
