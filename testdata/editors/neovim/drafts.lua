-- A draft that is left in the middle: typed in, never saved, and Neovim killed; then again in the next one.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } })
  local phase = vim.env.PROBE_PHASE
  vim.o.swapfile = true -- as people have it
  vim.o.updatecount = 1
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the server is there', function() return P.lenses(buf)[1] end)
  vim.api.nvim_win_set_cursor(0, { 5, 0 })
  local function draft()
    return P.wait('the draft is open', function()
      local here = vim.api.nvim_get_current_buf()
      return vim.api.nvim_buf_get_name(here):match('/drafts/.*%.md$') and #P.clients(here) == 1 and here
    end)
  end
  local function text(of)
    return table.concat(vim.api.nvim_buf_get_lines(of, 0, -1, false), '\n')
  end

  if phase == 'begin' then
    vim.cmd('Leadline! decision')
    local of = draft()
    vim.fn.search('^title:')
    -- As keys, so that what happens while typing happens.
    vim.api.nvim_feedkeys(vim.keycode('ccTITLE<Esc>'):gsub('TITLE', 'title: Ünsaved, and kept'), 'xt', false)
    P.wait('what was typed is kept', function()
      local file = vim.fn.glob(vim.env.XDG_STATE_HOME .. '/leadline/unsaved/*.md')
      return file ~= '' and table.concat(vim.fn.readfile(file), '\n'):find('Ünsaved', 1, true)
    end)
    local modified = vim.bo[of].modified
    P.tell({ event = 'typed', modified = modified })
    vim.uv.kill(vim.uv.os_getpid(), 'sigkill')
    vim.wait(10000)
  elseif phase == 'again' then
    P.wait('it is told that a draft was left', function() return P.message('was not finished') end)
    vim.cmd('Leadline drafts')
    local of = draft()
    P.wait('what was typed is back', function() return text(of):find('Ünsaved, and kept', 1, true) end)
    local modified = vim.bo[of].modified
    vim.cmd('quit!') -- closed in the middle again
    vim.cmd('Leadline drafts')
    of = draft()
    local still = text(of):find('Ünsaved, and kept', 1, true) ~= nil
    vim.fn.search('^undo:')
    vim.api.nvim_set_current_line('undo: days')
    vim.cmd.write()
    P.wait('it is recorded', function() return P.message('Logged D-') end)
    P.tell({
      event = 'recorded', messages = P.messages, modified = modified, still = still,
      kept = vim.fn.glob(vim.env.XDG_STATE_HOME .. '/leadline/unsaved/*'),
    })
  else
    -- Nothing is left: it is not told of, and the recorded one can still be chosen.
    P.answers = { { 'Open draft', 'Ünsaved, and kept' } }
    local saved = vim.fn.glob(vim.env.XDG_STATE_HOME .. '/leadline/drafts/*.md')
    local old = saved:gsub('/drafts/', '/unsaved/') -- what was typed before the draft was saved elsewhere
    vim.fn.writefile({ 'stale' }, old)
    vim.uv.fs_utime(old, 1, 1)
    vim.cmd('Leadline drafts')
    local of = draft()
    P.wait('what is older than the draft is gone', function() return not vim.uv.fs_stat(old) end)
    P.tell({ event = 'nothing left', told = P.message('was not finished') ~= nil, stale = text(of):find('stale', 1, true) ~= nil })
  end
end)
