-- What was changed shows in the status line with who could review it, is asked for, and leaves the status line with the change.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } })
  vim.o.statusline = "%{v:lua.require'leadline'.status()}"
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  local news = 0
  vim.api.nvim_create_autocmd('User', { pattern = 'LeadlineStatus', callback = function() news = news + 1 end })
  local function line()
    return vim.api.nvim_eval_statusline(vim.o.statusline, {}).str
  end
  P.wait('a lens names whom to ask', function() return table.concat(P.lenses(buf), ' '):find('Dev', 1, true) end)
  local before = line()
  vim.api.nvim_buf_set_lines(buf, 2, 3, true, { '// Charge bills once for a key, and never again.' })
  local changed = P.wait('the status line names who could review it', function() return line():find('could review', 1, true) and line() end)
  P.wait('the lens names them too', function() return table.concat(P.lenses(buf), ' '):find('could review', 1, true) end)
  vim.api.nvim_win_set_cursor(0, { 3, 0 })
  P.answers = { { 'Code action', 'Request review from' } }
  vim.lsp.buf.code_action()
  local asked = P.wait('the status line says whom was asked', function() return line():find('you asked', 1, true) and line() end)
  vim.cmd.undo()
  P.wait('it leaves the status line with the change', function() return line() == '' end)
  vim.cmd.edit(vim.env.HOME .. '/elsewhere.txt')
  P.tell({ event = 'shown', before = before, changed = changed, asked = asked, elsewhere = line(), news = news > 1 })
end)
