-- Every action by native prompts, against the stand-in server: what is asked, and what is sent.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  require('leadline').setup({ cmd = { vim.env.PROBE_SERVER, 'lsp' } })
  vim.cmd.edit('pay/charge.go')
  local buf = vim.api.nvim_get_current_buf()
  P.wait('the lens shows', function() return P.lenses(buf)[1] end)
  P.wait('the inlay hint shows', function() return P.hint(buf, 'said: 0') end)

  local function step(name, answers, act, seen)
    P.answers, P.asked, P.messages = answers, {}, {}
    act()
    P.wait(name .. ' has been answered', seen)
    P.tell({ event = name, asked = P.asked, left = #P.answers, messages = P.messages })
  end
  local said = 0
  local function once_more()
    said = said + 1
    local text = 'said: ' .. said
    return function() return P.hint(buf, text) and P.lenses(buf)[1] == text end
  end
  local function at(line, column)
    vim.api.nvim_win_set_cursor(0, { line, column or 0 })
  end

  at(3)
  step('decision by code action', {
    { 'Code action', 'Log a decision here' }, { 'What was decided', 'Charge is idempotent' },
    { 'Because', 'a retry must never bill twice' }, { 'How long to undo', 'days' }, { 'Decided by', true },
    { 'Must code keep', 'no, people do' },
  }, vim.lsp.buf.code_action, once_more())

  step('complete command', {}, function() vim.cmd('3,5Leadline decision Keys per request undo=weeks') end, once_more())

  step('one-way door', {
    { 'What was decided', 'Ledger before queue' }, { 'Because', '' }, { 'How long to undo', 'months' }, { 'Decided by', 'team' },
    { 'How sure', 'enough' }, { 'What else was possible', 'keys: a week' }, { 'Who was asked', '@dev1, @dev2' }, { 'If it is wrong', 'we go back' }, { 'Look at it again', '' },
    { 'Must code keep', 'no, people do' },
  }, function() vim.cmd('Leadline decision') end, once_more())

  step('cancelled', { { 'What was decided', 'never' }, { 'Because', false } }, function() vim.cmd('Leadline decision') end,
    function() return #P.answers == 0 end)

  step('refused', {}, function() vim.cmd('Leadline decision refuse this undo=days') end, function() return P.message('disk is full') end)
  -- The refusal is told before it is answered: a question asked after it is answered after it.
  vim.lsp.buf_request_sync(buf, 'textDocument/hover', vim.lsp.util.make_position_params(0, 'utf-16'), 2000)
  step('said again', { { 'What was decided', 'Now it fits' }, { 'Because', '' }, { 'How long', 'days' }, { 'Decided by', true }, { 'Must code keep', 'no, people do' } },
    function() vim.cmd('Leadline decision') end, once_more())
  step('rule', {
    { 'What was decided', 'pay is not fx' }, { 'Because', '' }, { 'How long', 'days' }, { 'Decided by', 'team' },
    { 'Must code keep', 'no file may import' }, { 'Which import', 'example.com/fx' }, { 'In which files', true },
  }, function() vim.cmd('Leadline decision') end, once_more())
  step('attach', { { 'Attach which', 'Charge is idempotent' }, { 'It has a place', 'as well' } }, function() vim.cmd('Leadline attach') end, once_more())
  step('attach what is lost', { { 'Attach which', 'lost its place' } }, function() vim.cmd('4,5Leadline attach') end, once_more())
  step('attach no more', {}, function() vim.cmd('Leadline attach D-7K3QXM undo=true') end, once_more())
  step('checked', { { 'What is the question', 'Which currency?' }, { 'Who decides', 'team' }, { 'By when', 'someday' }, { 'is no day', 'fri' } },
    function() vim.cmd('Leadline question') end, once_more())
  step('behind the menu', {
    { 'Code action', 'More here' }, { 'What about these lines', 'Raise a risk' }, { 'What may go wrong', 'it rains' }, { 'Its cause', '' }, { 'What it takes', '' },
    { 'What gets better', '' },
  }, vim.lsp.buf.code_action, once_more())

  at(4)
  step('delegate', {
    { 'Offer it to', '@dev2' }, { 'What', true }, { 'Why', 'timeouts bill twice' }, { 'What it looks like', 'no double bill' },
    { 'First check-in', 'fri' }, { 'How far', 'act and tell' },
  }, function() vim.cmd('Leadline delegate') end, once_more())
  step('offer', {
    { 'Offer it to', 'asked to learn' }, { 'What', 'write the guide' }, { 'Why', 'newcomers ask' }, { 'What it looks like', '' },
    { 'First check-in', '' }, { 'How far', 'act freely' },
  }, function() vim.cmd('Leadline offer') end, once_more())
  step('wish', { { 'What would you like', 'like to learn' } }, function() vim.cmd('Leadline wish') end, once_more())
  step('decline', { { 'Why not', 'no time' } }, function() vim.cmd('Leadline respond T-9M2AVC answer=decline') end, once_more())
  step('decline in silence', { { 'Why not', '' } }, function() vim.cmd('Leadline respond T-9M2AVC answer=decline') end, once_more())
  step('move', { { 'Move it to', 'fri' }, { 'A line about it', '' } }, function() vim.cmd('Leadline respond T-9M2AVC answer=moved') end, once_more())
  step('keep', { { 'One line that you learned', '' }, { 'Look again', 'in 3 months' } },
    function() vim.cmd('Leadline respond D-7K3QXM answer=keep') end, once_more())
  step('look', { { 'What becomes of it', 'retire it' }, { 'One line that you learned', 'nobody used it' }, { 'Look again', '' } },
    function() vim.cmd('Leadline look D-7K3QXM') end, once_more())
  step('doubt', { { 'What you ask of it', 'Still?' } }, function() vim.cmd('Leadline doubt D-7K3QXM') end, once_more())
  step('defend', { { 'The answer', 'Yes.' } }, function() vim.cmd('Leadline defend D-7K3QXM') end, once_more())
  step('supersede', {}, function() vim.cmd('Leadline supersede D-7K3QXM by=D-2F8MRT') end, once_more())
  step('risk', { { 'What may go wrong', 'Rates are stale' }, { 'Its cause', '' }, { 'What it takes', '2 days' }, { 'What gets better', '' } },
    function() vim.cmd('Leadline risk') end, once_more())
  step('close', { { 'How it ended', 'mended' } }, function() vim.cmd('Leadline close K-7K3QXM') end, once_more())
  step('thank', {}, function() vim.cmd('Leadline thank T-9M2AVC') end, once_more())
  P.wait('the thank-you can be pasted', function() return vim.fn.getreg('"') == 'Thank you for it.' end)
  step('pair', {
    { 'With whom', 'somebody else' }, { 'With whom', '@dev1, @dev2' }, { 'How long', true }, { 'When', 'another time' }, { 'When', 'thu 14:00' },
    { 'What is it for', 'guessed, as it is work' }, { 'What about', 'keys' },
  }, function() vim.cmd('Leadline pair') end, once_more())
  step('suggest', { { 'With whom', 'wrote most of it' }, { 'When', 'next to your 15:00' } }, function() vim.cmd('Leadline suggest') end, once_more())
  step('suggest otherwise', { { 'With whom', 'somebody else' }, { 'With whom', '@dev1' }, { 'When', 'another time' }, { 'When', 'fri 10:00' } },
    function() vim.cmd('Leadline suggest for=90m') end, once_more())
  step('begin', { { 'With whom', '@dev1, @dev2' } }, function() vim.cmd('Leadline begin') end, once_more())
  step('begin a block', {}, function() vim.cmd('Leadline begin id=P-7K3QXM hook=true') end, once_more())
  step('stop', {}, function() vim.cmd('Leadline stop') end, once_more())
  step('move a block', { { 'Move it to', 'fri 10:00' } }, function() vim.cmd('Leadline move P-4H7WQZ') end, once_more())
  step('cancel a block', {}, function() vim.cmd('Leadline cancel P-4H7WQZ') end, once_more())
  step('happened', { { 'What came of it', '@dev2 can do it' } }, function() vim.cmd('Leadline happened P-4H7WQZ') end, once_more())
  step('dropped', { { 'What came of it', '' } }, function() vim.cmd('Leadline dropped P-4H7WQZ') end, once_more())
  step('outcome', { { 'What came of it', '@dev2 can do it' } }, function() vim.cmd('Leadline outcome P-4H7WQZ') end, once_more())
  step('why', {}, function() vim.cmd('Leadline why') end, once_more())
  step('know', { { 'Do you know this', 'ask me' } }, function() vim.cmd('Leadline know') end, once_more())
  step('companion', {}, function() vim.cmd('Leadline companion') end, once_more())
  step('tour', {}, function() vim.cmd('Leadline tour pay') end, once_more())
  step('catchup', {}, function() vim.cmd('Leadline catchup . seen=true') end, once_more())
  step('reviewers', {}, function() vim.cmd('Leadline reviewers') end, once_more())
  step('prompted by the server', { { 'What came of it', 'it went well' } }, function()
    vim.lsp.get_clients({ name = 'leadline' })[1].handlers['leadline/prompt'](nil, { command = 'leadline.pairing.outcome', argument = { id = 'P-4H7WQZ' } })
  end, once_more())
  step('publish', {}, function() vim.cmd('Leadline publish P-4H7WQZ') end, once_more())
  step('review', {}, function() vim.cmd('Leadline review @dev1') end, once_more())
  step('snooze', {}, function() vim.cmd('Leadline snooze') end, once_more())
  at(1)
  step('respond', { { 'A line about it', 'nearly there' } }, function() vim.cmd('Leadline respond T-9M2AVC answer=on track') end, once_more())
  step('retract', { { 'Retract which', 'It rains' } }, function() vim.cmd('Leadline retract') end, once_more())
  step('retract by id', {}, function() vim.cmd('Leadline retract D-7K3QXM') end, once_more())
  step('amend by prompts', {
    { 'What do you want to change', 'Title' }, { 'What is title', 'Two queues' }, { 'What do you want to change', 'Undo' }, { 'What is undo', 'weeks' },
    { 'What do you want to change', 'Review by' }, { 'What is review_by', 'someday' }, { 'is no day', 'fri' }, { 'What do you want to change', 'Tags' }, { 'What is tags', false },
    { 'What do you want to change', 'record Title, Undo, Review by' },
  }, function() vim.cmd('Leadline amend') end, once_more())
  step('amend by leaving', { { 'What do you want to change', 'Title' }, { 'What is title', 'Two queues' }, { 'What do you want to change', false } },
    function() vim.cmd('Leadline amend') end, function() return #P.answers == 0 end)
  step('amend by draft', { { 'What do you want to change', 'Because' } }, function() vim.cmd('Leadline amend D-2F8MRT') end, once_more())
  once_more() -- it is said twice
  step('amend before a draft', { { 'What do you want to change', 'Title' }, { 'What is title', 'Ledger first' }, { 'What do you want to change', 'records Title, then opens a draft' } },
    function() vim.cmd('Leadline amend D-2F8MRT') end, once_more())
  step('take, changed', { { 'What it looks like', 'half of it' }, { 'When you would like', 'someday' }, { 'is no day', '' }, { 'How you want it followed', 'every Friday' } },
    function() vim.cmd('Leadline respond T-9M2AVC answer=take-changed') end, once_more())
  step('take after all', { { 'What it looks like', true }, { 'When you would like', true }, { 'How you want it followed', true } },
    function() vim.cmd('Leadline respond T-9M2AVC answer=take-changed') end, once_more())
  step('change nothing', { { 'What it looks like', true }, { 'When you would like', true }, { 'How you want it followed', true } },
    function() vim.cmd('Leadline respond T-9M2AVC answer=change') end, function() return P.message('nothing was changed') end)
  step('hand back smaller', { { 'Before "retry" goes back', 'make it smaller' }, { 'What it looks like', 'a third' }, { 'When you would like', true }, { 'How you want it followed', true } },
    function() vim.cmd('Leadline respond T-9M2AVC answer=handback') end, once_more())
  step('hand on', { { 'Before "retry" goes back', 'somebody else' }, { 'Offer it to', '@dev2' } }, function() vim.cmd('Leadline respond T-9M2AVC answer=handback') end, once_more())
  step('hand back', { { 'Before "retry" goes back', 'hand it back' } }, function() vim.cmd('Leadline respond T-9M2AVC answer=handback') end, once_more())
  step('pair instead', {
    { 'Before "retry" goes back', 'pair on it' }, { 'With whom', 'wrote most of it' }, { 'How long', true }, { 'When', 'next to your 15:00' }, { 'What is it for', 'work' }, { 'What about', true },
  }, function() vim.cmd('Leadline respond T-9M2AVC answer=handback') end, once_more())
  step('change a decision', { { 'One line that you learned', 'it was slow' } }, function() vim.cmd('Leadline respond D-7K3QXM answer=change') end, once_more())
  step('in its place', {
    { 'What was decided', true }, { 'Because', 'it was slow' }, { 'How long to undo', 'days' }, { 'Decided by', 'team' }, { 'Must code keep', 'no, people do' },
  }, function()
    vim.lsp.get_clients({ name = 'leadline' })[1].handlers['leadline/prompt'](nil, { command = 'leadline.decision.supersede', argument = { id = 'D-7K3QXM' } })
  end, once_more())
  step('amend', {}, function() vim.cmd('Leadline amend D-7K3QXM title=Charge is idempotent, always undo=weeks') end, once_more())
  step('report', {}, function() vim.cmd('Leadline report week') end, once_more())
  step('plate', {}, function() vim.cmd('Leadline plate call the vendor by=fri') end, once_more())
  step('me', {}, function() vim.cmd('Leadline me') end, once_more())
  step('by lens', { { 'Leadline', 'said: ' } }, function() vim.cmd('Leadline lens') end, once_more())
  step('by menu', { { 'Leadline', 'snooze' } }, function() vim.cmd('Leadline') end, once_more())
  step('unknown', {}, function() vim.cmd('Leadline decide') end, function() return P.message('no action') end)

  at(3)
  vim.cmd('Leadline who')
  P.tell({ event = 'who', text = P.float() })

  -- A draft: opened in a split, served by the same server, recorded when saved.
  vim.cmd('Leadline! decision')
  P.wait('the draft opens', function() return vim.api.nvim_buf_get_name(0):match('drafts/.*%.md$') end)
  local draft = vim.api.nvim_get_current_buf()
  P.tell({
    event = 'draft',
    windows = #vim.api.nvim_tabpage_list_wins(0),
    same = vim.deep_equal(P.clients(draft), P.clients(buf)) and #P.clients(draft) == 1,
    filetype = vim.bo[draft].filetype,
  })
  vim.api.nvim_buf_set_lines(draft, 1, 2, false, { 'title:' })
  vim.cmd.write()
  P.wait('the fault shows in the draft', function() return vim.diagnostic.get(draft)[1] end)
  vim.api.nvim_buf_set_lines(draft, 1, 2, false, { 'title: Said in a draft' })
  vim.cmd.write()
  P.wait('the draft is recorded', once_more())
  P.wait('the fault is gone', function() return #vim.diagnostic.get(draft) == 0 end)
  vim.cmd.bwipeout()
  P.answers = { { 'Open draft', 'Said in a draft' } }
  vim.cmd('Leadline drafts')
  P.wait('the draft is open again', function() return vim.api.nvim_buf_get_name(0):match('drafts/.*%.md$') and #P.clients(0) == 1 end)
  vim.cmd.bwipeout()

  -- One server, for another repository too; none for a file of no repository.
  vim.cmd.edit(vim.env.PROBE_OTHER .. '/a b#1%.txt')
  P.wait('the second repository is served', function() return #P.clients(0) > 0 end)
  local other = P.clients(0)
  vim.cmd.edit(vim.env.PROBE_NOWHERE .. '/plain.txt')
  vim.wait(0)
  P.tell({ event = 'servers', same = vim.deep_equal(other, P.clients(buf)), outside = #P.clients(0) })

  P.tell({
    event = 'completion',
    actions = vim.fn.getcompletion('Leadline ', 'cmdline'),
    keys = vim.fn.getcompletion('Leadline pair ', 'cmdline'),
    choices = vim.fn.getcompletion('Leadline decision undo=', 'cmdline'),
    people = vim.fn.getcompletion('Leadline review ', 'cmdline'),
    ids = vim.fn.getcompletion('Leadline retract ', 'cmdline'),
    keyed = vim.fn.getcompletion('Leadline supersede by=', 'cmdline'),
    folders = vim.fn.getcompletion('Leadline tour ', 'cmdline'),
    lists = vim.fn.getcompletion('Leadline todos ', 'cmdline'),
    reports = vim.fn.getcompletion('Leadline report d', 'cmdline'),
    sync = vim.fn.getcompletion('Leadline sync --s', 'cmdline'),
  })
  vim.cmd('checkhealth leadline')
  P.tell({ event = 'health', text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') })

  -- The server comes back when it is told to.
  local before = P.clients(buf)[1]
  vim.cmd('Leadline restart')
  P.wait('the server is back', function() return P.clients(buf)[1] and P.clients(buf)[1] ~= before end)
  P.wait('its lens shows', function() return P.lenses(buf)[1] == 'said: 0' end)
  P.tell({ event = 'done' })
end)
