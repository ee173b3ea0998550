-- A server that ends by itself is started again, which is said once, and what it was being told is kept. Not for ever.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } })
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the lens shows', function() return P.lenses(buf)[1] end)

  local function crash()
    P.messages = {}
    local before = P.clients(buf)[1]
    P.wait('a server is there', function() return P.clients(buf)[1] end)
    vim.cmd('Leadline decision crash undo=days')
    P.wait('its end is said', function() return P.message('ended') end)
    return before
  end
  local before = crash()
  P.wait('another is there', function() return P.clients(buf)[1] and P.clients(buf)[1] ~= before and P.lenses(buf)[1] == 'said: 0' end)
  local messages = P.messages
  P.answers, P.asked = { { 'What was decided', 'Now it fits' }, { 'Because', '' }, { 'How long', 'days' }, { 'Decided by', true }, { 'Must code keep', 'no' } }, {}
  vim.cmd('Leadline decision')
  P.wait('it is said', function() return P.lenses(buf)[1] == 'said: 1' end)
  P.tell({ event = 'started again', messages = messages, default = P.asked[1].default })

  for _ = 2, 5 do
    crash()
    P.wait('it is gone or new', function() return P.message('stays away') or (P.clients(buf)[1] and P.lenses(buf)[1] == 'said: 0') end)
  end
  local last = P.messages
  vim.wait(50)
  local left = #P.clients(buf)
  vim.cmd('Leadline restart')
  P.wait('it is there again', function() return P.clients(buf)[1] end)
  P.tell({ event = 'stays away', messages = last, left = left })
end)
