--- :[range]Leadline[!] ACTION [words] [key=value …]
local action = require('leadline.action')
local client = require('leadline.client')

local M = {}

local function who()
  local running = client.get(0)
  if not running then
    return
  end
  local params = vim.lsp.util.make_position_params(0, running.offset_encoding)
  client.request(running, 'textDocument/hover', params, function(err, hover)
    local lines = hover and vim.lsp.util.convert_input_to_markdown_lines(hover.contents) or {}
    if err or #lines == 0 then
      vim.notify('leadline: ' .. (err or 'there is nothing to say about this line yet'))
      return
    end
    vim.lsp.util.open_floating_preview(lines, 'markdown', { focus_id = 'leadline', border = 'rounded' })
  end, vim.api.nvim_get_current_buf())
end

local function me()
  action.say(action.all.report, { report = 'me' }, false, vim.api.nvim_get_current_buf())
end

-- A page about the folder or file that the words name: the server opens it.
local function page(command)
  return function(rest)
    local running = client.get(0)
    if running then
      local args = client.place(running)
      args.path = rest ~= '' and rest or nil
      client.request(running, 'workspace/executeCommand', { command = command, arguments = { args } }, function(err)
        if err then
          vim.notify('leadline: ' .. err, vim.log.levels.ERROR)
        end
      end, vim.api.nvim_get_current_buf())
    end
  end
end

-- Those that ask and tell, beside the actions that say something.
local views = {
  me = { about = 'what is shared about you here, and asked of you', run = me },
  tour = { about = 'what somebody new here should know, or new to a folder', run = page('leadline.tour') },
  catchup = { about = 'what others did in this file, or a path, since you were last there', run = page('leadline.catchup') },
  reviewers = { about = 'who could review what you changed, and why', run = page('leadline.reviewers') },
  who = { about = 'who owns this, whom to ask, what was decided', run = who },
  lens = { about = 'open a lens of this file', run = function() require('leadline.lens').open() end },
  drafts = { about = 'open a draft again', run = function() require('leadline.drafts').choose() end },
  restart = { about = 'start the server anew', run = client.restart },
}

local function names()
  local all = vim.list_extend(vim.tbl_keys(action.all), vim.tbl_keys(views))
  table.sort(all)
  return all
end

-- Splits "charge is idempotent undo=days" into the first word's value and the keys that this action knows.
local function parse(said, text)
  local known = {}
  for _, word in ipairs(said.words) do
    known[word.key] = true
  end
  local args, key, words = {}, said.words[1] and said.words[1].key, {}
  local function close()
    if key and #words > 0 then
      args[key] = table.concat(words, ' ')
    end
    words = {}
  end
  for part in text:gmatch('%S+') do
    local name, value = part:match('^(%l[%l_]*)=(.*)$')
    if name and (known[name] or said.open) then
      close()
      key, part = name, value
    end
    if part ~= '' then
      table.insert(words, part)
    end
  end
  close()
  return args
end

function M.run(command)
  local name, rest = command.args:match('^(%S*)%s*(.*)$')
  if name == '' then
    vim.ui.select(names(), {
      prompt = 'Leadline',
      format_item = function(item)
        return ('%-9s %s'):format(item, (action.all[item] or views[item]).about)
      end,
    }, function(chosen)
      if chosen then
        M.run(vim.tbl_extend('force', command, { args = chosen }))
      end
    end)
    return
  end
  if views[name] then
    return views[name].run(rest or '')
  end
  local said, running = action.all[name], client.get(0)
  if not said then
    vim.notify(('leadline: there is no action "%s". There are: %s'):format(name, table.concat(names(), ', ')), vim.log.levels.ERROR)
    return
  end
  local args = parse(said, rest)
  if running then
    local place = command.range > 0 and client.place(running, command.line1, command.line2) or client.place(running)
    args = vim.tbl_extend('keep', args, place)
  end
  action.say(said, args, command.bang, vim.api.nvim_get_current_buf())
end

function M.complete(lead, line)
  local name = line:match('Leadline!?%s+(%S+)%s')
  local said = action.all[name or '']
  local offers = {}
  if not name then
    offers = names()
  elseif said then
    local key = lead:match('^(%l[%l_]*)=')
    for _, word in ipairs(said.words) do
      if not key then
        table.insert(offers, word.key .. '=')
      elseif key == word.key then
        for _, choice in ipairs(word.choices or {}) do
          table.insert(offers, key .. '=' .. choice[1])
        end
      end
    end
  end
  return vim.tbl_filter(function(offer)
    return vim.startswith(offer, lead)
  end, offers)
end

return M
