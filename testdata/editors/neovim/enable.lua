-- The recipe of the manual for vim.lsp.enable(), run as it stands there; Neovim has that from 0.11 on.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  local manual = table.concat(vim.fn.readfile(vim.env.PROBE_PLUGIN .. '/doc/leadline.txt'), '\n')
  local recipe = assert(manual:match('from Neovim 0%.11 on: >lua\n(.-)\n<'), 'the manual has no recipe')
  if not vim.lsp.enable then
    return P.tell({ event = 'done', absent = true })
  end
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } }) -- which the recipe's own leaves as it is
  vim.api.nvim_create_augroup('leadline', {}) -- and none of whose autocommands stays
  assert(load(recipe))()
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the lens shows', function() return P.lenses(buf)[1] end)
  vim.cmd('Leadline snooze')
  P.wait('it is said', function() return P.lenses(buf)[1] == 'said: 1' and P.hint(buf, 'said: 1') end)

  local window = vim.api.nvim_get_current_win()
  vim.cmd('Leadline! decision')
  P.wait('the draft opens', function() return vim.api.nvim_buf_get_name(0):match('drafts/.*%.md$') end)
  local draft = vim.api.nvim_get_current_buf()
  vim.api.nvim_set_current_win(window)
  vim.cmd.edit('CODEOWNERS') -- another file, after which servers are looked over again
  vim.cmd.buffer(buf)
  vim.wait(100)
  local served = vim.deep_equal(P.clients(draft), P.clients(buf)) and #P.clients(draft) == 1

  local function again(what, command)
    local before = P.clients(buf)[1]
    vim.cmd(command)
    P.wait(what, function() return P.clients(buf)[1] and P.clients(buf)[1] ~= before and #P.lenses(buf) == 1 end)
  end
  again('Leadline restart does so', 'Leadline restart')
  if vim.fn.exists(':lsp') == 2 then
    again('lsp restart does so', 'lsp restart leadline')
  end
  P.tell({ event = 'done', served = served, servers = #vim.lsp.get_clients(), messages = P.messages })
end)
