--- Blocks of time for two or more, and what came of them.
local known = require('leadline.actions.words').known

-- What came of something, which nobody has to say.
local came_of_it = {
  key = 'outcome', prompt = 'What came of it, in a line (may stay empty)', optional = true,
  ask = function()
    return true
  end,
}

return {
  pair = {
    command = 'leadline.pairing.schedule',
    about = 'schedule a pairing block about this place',
    words = {
      { key = 'with', prompt = 'With whom', candidates = 'leadline.pairing.candidates' },
      { key = 'for', prompt = 'How long', default = '60m', proposed = true },
      { key = 'at', prompt = 'When (thu 14:00, tomorrow 9:30)', times = true },
      {
        key = 'purpose', prompt = 'What is it for?', proposed = true,
        choices = { { 'spread', 'spread what one person knows' }, { 'unblock', 'get somebody on' }, { 'review', 'review together' }, { 'onboard', 'show somebody new' } },
      },
      { key = 'topic', prompt = 'What about', proposed = true },
      known('about'), known('zone'),
    },
  },
  suggest = {
    command = 'leadline.pairing.suggest',
    about = 'with whom to pair about this place, and when: pick one of each',
    words = {
      { key = 'with', prompt = 'With whom', candidates = 'leadline.pairing.candidates' },
      { key = 'at', prompt = 'When (thu 14:00, tomorrow 9:30)', times = true },
      known('for'), known('topic'), known('purpose', { { 'spread' }, { 'unblock' }, { 'review' }, { 'onboard' } }), known('about'),
    },
  },
  move = {
    command = 'leadline.pairing.move',
    about = 'move a pairing block of yours, the one at the cursor or id=P-…; everybody is asked again',
    words = { known('id'), { key = 'at', prompt = 'Move it to (thu 14:00, tomorrow 9:30)' }, known('for'), known('zone') },
  },
  cancel = {
    command = 'leadline.pairing.cancel',
    about = 'call off a pairing block of yours',
    words = { known('id') },
  },
  happened = {
    command = 'leadline.pairing.done',
    about = 'say that a pairing block took place, and what came of it',
    words = { known('id'), came_of_it },
  },
  dropped = {
    command = 'leadline.pairing.drop',
    about = 'say that a pairing block did not take place',
    words = { known('id'), came_of_it },
  },
  outcome = {
    command = 'leadline.pairing.outcome',
    about = 'say what came of a pairing block: that it took place is said with it',
    words = { known('id'), { key = 'outcome', prompt = 'What came of it, in a line' } },
  },
  publish = {
    command = 'leadline.pairing.publish',
    about = 'put a pairing block into your own calendar; you are asked before',
    words = { known('id') },
  },
  invitation = {
    command = 'leadline.pairing.invite',
    about = "open a pairing block's invitation in your calendar program",
    words = { known('id') },
  },
  begin = {
    command = 'leadline.pairing.start',
    about = 'begin a session of pairing: your commits credit whoever sits with you',
    words = {
      {
        key = 'with', prompt = 'With whom (@dev2, several with commas; empty for the block that is now)', optional = true,
        ask = function(words)
          return not words.id
        end,
      },
      known('id'), known('hook', { { 'true' }, { 'false' } }),
    },
  },
  stop = {
    command = 'leadline.pairing.stop',
    about = 'end the session of pairing, and take its git hook away',
    words = {},
  },
}
