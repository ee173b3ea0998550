-- Without the program, editing goes on: one message that says what to do.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { 'leadline-is-not-here', 'lsp' } })
  vim.cmd.edit('pay/charge.go')
  P.wait('the message', function() return P.messages[1] end)
  P.answers = {}
  vim.cmd('Leadline decision')
  vim.cmd('checkhealth leadline')
  P.tell({ event = 'done', messages = P.messages, health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') })
end)
