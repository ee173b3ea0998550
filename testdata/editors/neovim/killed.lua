-- The real server is killed from outside; the next one goes on with the same file.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } })
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the lens shows', function() return P.lenses(buf)[1] end)
  local before = P.clients(buf)[1]
  local killed = vim.api.nvim_get_proc_children(vim.uv.os_getpid())
  for _, pid in ipairs(killed) do
    vim.uv.kill(pid, 'sigkill')
  end
  P.wait('another serves the file', function() return P.clients(buf)[1] and P.clients(buf)[1] ~= before end)
  vim.cmd('Leadline decision Said afterwards undo=days because=it goes on')
  P.wait('the decision shows', function() return P.hint(buf, 'Said afterwards') end)
  P.tell({ event = 'done', killed = #killed, servers = #P.clients(buf), messages = P.messages })
end)
