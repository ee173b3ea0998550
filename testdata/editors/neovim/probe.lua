-- What the probes share: a Neovim whose prompts are answered from a list, whose messages are kept, and which tells the Go test
-- what it saw, one JSON object a line on stdout. Every wait is for an event; one that does not come ends the probe with an error.
local P = { messages = {}, asked = {}, answers = {} }
local fault -- of a prompt; it is raised where the probe waits, since a prompt's own caller may swallow it

vim.o.swapfile = false
vim.o.columns, vim.o.lines = 120, 40
vim.opt.runtimepath:prepend(vim.env.PROBE_PLUGIN)
vim.cmd('filetype on')
vim.cmd.runtime('plugin/leadline.lua')

vim.notify = function(text, level)
  table.insert(P.messages, { level = level or vim.log.levels.INFO, text = text })
end

-- What is on its way out must not be used, whether this version warns of it yet or not.
vim.deprecate = function(name, instead)
  fault = ('%s is deprecated, see %s: %s'):format(name, tostring(instead), debug.traceback())
end

-- P.answers: list of {part of a prompt, answer}, used up in order; the answer false cancels, true takes what is offered.
local function answer(prompt)
  for i, a in ipairs(P.answers) do
    if prompt:find(a[1], 1, true) then
      table.remove(P.answers, i)
      return a[2]
    end
  end
  fault = 'nobody answers the prompt ' .. prompt
end

vim.ui.input = function(options, done)
  table.insert(P.asked, { prompt = options.prompt, default = options.default })
  local a = answer(options.prompt)
  -- Asynchronous, as prompts of real user interfaces are.
  vim.schedule(function()
    done(a == true and options.default or a or nil)
  end)
end

vim.ui.select = function(items, options, done)
  local labels = vim.tbl_map(options.format_item or tostring, items)
  table.insert(P.asked, { prompt = options.prompt, items = labels })
  local a = answer(options.prompt)
  if not a then
    return done(nil)
  end
  for i, label in ipairs(labels) do
    if a == true or label:find(a, 1, true) then
      return done(items[i], i)
    end
  end
  fault = ('%q is not among %s'):format(a, vim.inspect(labels))
  done(nil)
end

function P.tell(event)
  io.stdout:write(vim.json.encode(event) .. '\n')
  io.stdout:flush()
end

-- Waits until fn returns something true, and returns it.
function P.wait(what, fn)
  local value
  local function look()
    value = fn()
    return value or fault
  end
  if not vim.wait(20000, look, 5) or fault then
    error(('waited in vain until %s; %s; messages: %s'):format(what, fault or 'time is over', vim.inspect(P.messages)), 2)
  end
  return value
end

-- The inlay hints as they are drawn, which is not always what the editor knows of them.
function P.hints(buf)
  vim.cmd.redraw()
  local drawn = {}
  for name, space in pairs(vim.api.nvim_get_namespaces()) do
    if name == 'vim_lsp_inlayhint' or name == 'nvim.lsp.inlayhint' then -- until 0.11 and since
      for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buf, space, 0, -1, { details = true })) do
        local text = vim.iter(mark[4].virt_text):map(function(chunk) return chunk[1] end):join('')
        table.insert(drawn, { line = mark[2] + 1, text = vim.trim(text) })
      end
    end
  end
  return drawn
end

function P.hint(buf, text)
  return vim.iter(P.hints(buf)):find(function(h)
    return h.text:find(text, 1, true)
  end)
end

function P.lenses(buf)
  return vim.iter(require('leadline.lens').get(buf)):map(function(lens)
    return lens.command and lens.command.title
  end):totable()
end

function P.message(text)
  return vim.iter(P.messages):find(function(m)
    return m.text:find(text, 1, true)
  end)
end

-- The text of the floating window, once there is one; closes it.
function P.float()
  local window = P.wait('a floating window opens', function()
    return vim.iter(vim.api.nvim_list_wins()):find(function(w)
      return vim.api.nvim_win_get_config(w).relative ~= ''
    end)
  end)
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  vim.api.nvim_win_close(window, true)
  return table.concat(lines, '\n')
end

function P.clients(buf)
  return vim.tbl_map(function(c) return c.id end, vim.lsp.get_clients({ bufnr = buf }))
end

function P.run(story)
  local ok, err = xpcall(story, debug.traceback)
  if not ok then
    P.tell({ event = 'failed', error = err })
  end
  vim.cmd('qall!')
end

return P
