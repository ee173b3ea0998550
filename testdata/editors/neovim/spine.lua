-- The whole way, with the real server: a file is opened, its hints are read, a decision is logged by a prompt and another in a
-- draft, a TODO is delegated, a pairing planned, a review asked for, a lens opened, and the draft's decision is taken back.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } })
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  local window = vim.api.nvim_get_current_win()
  local function at(line)
    vim.api.nvim_set_current_win(window)
    vim.api.nvim_win_set_cursor(window, { line, 0 })
  end
  local function hover()
    vim.cmd('Leadline who')
    return P.float()
  end

  P.wait('a lens names whom to ask', function() return table.concat(P.lenses(buf), ' '):find('Dev', 1, true) end)
  at(5)
  P.tell({ event = 'opened', lenses = P.lenses(buf), hover = hover(), clients = #P.clients(buf) })

  at(3)
  P.answers = {
    { 'Code action', 'Log a decision here' }, { 'What was decided', 'Charge is idempotent' },
    { 'Because', 'a retry must never bill twice' }, { 'How long to undo', 'days' }, { 'Decided by', 'team' }, { 'Must code keep', 'no, people do' },
  }
  vim.lsp.buf.code_action()
  local hint = P.wait('the decision shows at its line', function() return P.hint(buf, 'Charge is idempotent') end)
  P.tell({ event = 'decided', at = vim.uv.hrtime() / 1e6, hint = hint, hover = hover(), left = #P.answers })

  at(6)
  vim.cmd('Leadline! decision')
  P.wait('a draft opens', function() return vim.api.nvim_buf_get_name(0):match('/drafts/') end)
  local draft = vim.api.nvim_get_current_buf()
  local as_opened = table.concat(vim.api.nvim_buf_get_lines(draft, 0, -1, false), '\n')
  local function set(key, value)
    local line = vim.fn.search('^' .. key .. ':')
    assert(line > 0, 'the draft has no field ' .. key)
    vim.api.nvim_buf_set_lines(draft, line - 1, line, true, { key .. ': ' .. value })
  end
  set('title', 'Errors are returned')
  set('undo', 'never')
  vim.cmd.write()
  local fault = P.wait('the fault shows in the draft', function() return vim.diagnostic.get(draft)[1] end)
  set('undo', 'weeks')
  vim.cmd.write()
  hint = P.wait('the draft is recorded', function() return P.hint(buf, 'Errors are returned') end)
  P.tell({
    event = 'drafted', text = as_opened, fault = fault.message, hint = hint,
    served = #P.clients(draft) == 1 and P.clients(draft)[1] == P.clients(buf)[1],
  })

  at(4)
  P.answers = {
    { 'Offer it to', 'Dev Two' }, { 'What', true }, { 'Why', 'a timeout loses money' }, { 'What it looks like', 'no timeout bills twice' },
    { 'First check-in', 'in 2 weeks' }, { 'How far', 'act and tell' },
  }
  vim.cmd('Leadline delegate')
  hint = P.wait('the offer shows at its line', function() return P.hint(buf, '→') end)
  local marked = P.wait('the comment gets a reference', function()
    return vim.api.nvim_buf_get_lines(buf, 3, 4, false)[1]:match('TODO%(T%-%w+%):.*')
  end)
  P.tell({ event = 'delegated', hint = hint, left = #P.answers, marked = marked })

  at(5)
  P.answers = {
    { 'With whom', 'Dev One' }, { 'How long', true }, { 'When', 'another time' }, { 'When', 'tomorrow 9:30' }, { 'What is it for', 'review together' },
    { 'What about', 'retries' },
    { 'Who should review', 'Dev Two' }, { 'Leadline', '1 offer' },
  }
  vim.cmd('Leadline pair')
  P.wait('the pairing is planned', function() return P.message('Planned P-') end)
  vim.cmd('Leadline review') -- the server offers the people it would ask
  P.wait('the review is asked for', function() return P.message('to review: R-') end)
  vim.cmd('Leadline lens')
  local text = P.wait('the page opens', function()
    local page = vim.api.nvim_get_current_buf()
    return page ~= buf and page ~= draft and table.concat(vim.api.nvim_buf_get_lines(page, 0, -1, false), '\n')
  end)
  P.tell({ event = 'planned', left = #P.answers, page = text, beside = vim.api.nvim_win_is_valid(window) })

  P.wait('the second editor has seen it', function() return vim.uv.fs_stat(vim.env.XDG_RUNTIME_DIR .. '/seen') end)
  at(6)
  P.answers = { { 'Retract which', 'Errors are returned' } } -- the server asks, since the review is about the whole file
  vim.cmd('Leadline retract')
  P.wait('the decision is gone', function() return not P.hint(buf, 'Errors are returned') end)
  P.tell({ event = 'done', hints = P.hints(buf), lenses = P.lenses(buf), messages = P.messages })
end)
