-- The manual: its tags are valid, what it links to is there, and it speaks of every command and every setting.
local P = dofile(vim.env.PROBE_LIBRARY)

P.run(function()
  local folder = vim.env.PROBE_MANUAL -- a copy: tags are written there
  vim.cmd.helptags(folder)
  local tags = {}
  for _, line in ipairs(vim.fn.readfile(folder .. '/tags')) do
    tags[line:match('^[^\t]+')] = true
  end
  local text = table.concat(vim.fn.readfile(folder .. '/leadline.txt'), '\n')
  local missing, links, undocumented, long = {}, {}, {}, {}
  for _, name in ipairs(vim.fn.getcompletion('Leadline ', 'cmdline')) do
    if not tags[':Leadline-' .. name] then
      table.insert(missing, name)
    end
    tags[':Leadline-' .. name] = nil
  end
  local stale = vim.tbl_filter(function(tag) return vim.startswith(tag, ':Leadline-') end, vim.tbl_keys(tags))
  for link in text:gmatch('|([^|%s]+)|') do
    if not tags[link] and #vim.fn.getcompletion(link, 'help') == 0 then
      table.insert(links, link)
    end
  end
  for name in pairs(require('leadline').options) do
    if not text:find('\n\t  ' .. name .. ' = ', 1, true) then
      table.insert(undocumented, name)
    end
  end
  for line in vim.gsplit(text, '\n') do
    if vim.fn.strdisplaywidth(line) > 80 then
      table.insert(long, line)
    end
  end
  P.tell({ event = 'done', missing = missing, stale = stale, links = links, undocumented = undocumented, long = long, tags = vim.tbl_count(tags) })
end)
