-- A program that is older than the plugin, or too new for it: said once, and what works goes on.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } })
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the lens shows', function() return P.lenses(buf)[1] end)
  P.answers = { { 'What is the question', 'Which?' }, { 'Who decides', '' }, { 'By when', 'someday' } }
  vim.cmd('Leadline question')
  P.wait('it is said', function() return P.lenses(buf)[1] == 'said: 1' end)
  vim.cmd('checkhealth leadline')
  P.tell({ event = 'done', messages = P.messages, health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') })
end)
