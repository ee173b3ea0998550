// What can be said about code, and which words each thing needs; what is asked here is what editors/neovim asks too.
import { type Action, type Choice, type Word, type Words, todoText } from './words';

const day = 'fri · in 2 weeks · 2027-03-01';
const empty = 'press Enter to leave it empty';

/** A word that may stay empty, with an example or with what that means. */
function may(key: string, prompt: string, more: Partial<Word> = {}): Word {
  const hint = [more.hint, more.hint?.includes('empty') === true ? undefined : empty].filter((part) => part !== undefined).join(' · ');
  return { key, prompt, ...more, hint: hint.charAt(0).toUpperCase() + hint.slice(1), optional: true };
}

/** A choice of what is to be said: value, words, what they mean. */
function choose(key: string, prompt: string, choices: [value: string, label: string, detail?: string][], more: Partial<Word> = {}): Word {
  return { key, prompt, ...more, choices: choices.map(asChoice) };
}

function asChoice([value, label, detail]: [string, string, string?]): Choice {
  return detail === undefined ? { value, label } : { value, label, detail };
}

/** What is asked only after certain words: key says which, values which ones. */
function after(key: string, ...values: string[]): (given: Words) => boolean {
  return (given) => typeof given[key] === 'string' && values.includes(given[key]);
}

/** What an answer is asked for besides, though the answer alone would do. */
function besides(word: Word, ...answers: string[]): Word {
  return { ...word, when: after('answer', ...answers), always: true };
}

const oneWay = { when: after('undo', 'months') };
/** An earlier offer that is made to somebody else says all but to whom. */
const anew = (given: Words): boolean => given['from'] === undefined;

const offer = (what: Partial<Word> = {}): Word[] => [
  { key: 'to', prompt: 'Offer it to whom?', people: 'offer' },
  { key: 'what', prompt: 'What is to be done? Never how', when: anew, ...what },
  { key: 'why', prompt: 'Why does it matter?', when: anew },
  may('outcome', 'What does it look like when it is done?', { when: anew }),
  may('check_in', 'When do you want to talk about it first?', { hint: `${day} · empty: whoever takes it says`, when: anew }),
  choose('authority', 'How far to go alone?', [['look', 'Look into it and recommend'], ['tell', 'Act and tell'], ['free', 'Act freely']], { when: anew }),
];

const learned = may('learned', 'One line that you learned', { kept: true });
const lookAgain = may('review_by', 'When do you look again?', { hint: day, default: () => 'in 6 months' });
const cameOfIt = 'What came of it? Who knows what now, what is next';

/** Who decides something, besides a person. */
export const deciders: Choice[] = [{ value: 'me', label: 'Me' }, { value: 'team', label: 'The team' }, { value: 'outside', label: 'Somebody outside the team' }];

export const actions = {
  logDecision: {
    command: 'leadline.decision.log',
    title: 'Log a Decision',
    words: [
      { key: 'title', prompt: 'What was decided, in one line?', hint: 'Charge is idempotent' },
      may('because', 'Because…', { hint: 'A retry must never bill twice' }),
      choose('undo', 'How long would it take to undo, if it is wrong?', [
        ['days', 'Days', 'Easy to undo: one line is enough'],
        ['weeks', 'Weeks'],
        ['months', 'Months', 'Hard to undo. Is there a version of it that could be undone in days? If not, a few more questions follow'],
      ]),
      { key: 'decided_by', prompt: 'Who decided it?', choices: deciders, people: 'ask' },
      may('source', 'Who or what outside the team decided it?', { when: after('decided_by', 'outside') }),
      choose('confidence', 'How sure are you?', [['enough', 'Enough to decide', 'About 70 % of what there is to know'], ['guess', 'A guess'], ['certain', 'Certain']], oneWay),
      may('options', 'What else was possible, and what were the trade-offs?', oneWay),
      may('consulted', 'Who was asked before?', { people: 'ask', several: true, ...oneWay }),
      may('if_wrong', 'What do you do if it was wrong?', { hint: 'We go back to the queue', ...oneWay }),
      may('review_by', 'When do you look at it again?', { hint: `in 3 months · ${day}`, default: () => 'in 3 months', ...oneWay }),
    ],
  },
  delegateTodo: { command: 'leadline.todo.delegate', title: 'Delegate TODO', words: offer({ default: (context) => todoText(context.line) }) },
  offerWork: { command: 'leadline.work.offer', title: 'Offer Work That Has No Comment', words: offer() },
  schedulePairing: {
    command: 'leadline.pairing.suggest',
    older: 'leadline.pairing.schedule',
    title: 'Schedule Pairing',
    words: [
      { key: 'with', prompt: 'With whom?', people: 'pair', several: true },
      { key: 'for', prompt: 'How long?', hint: '60m · 1h30', proposed: 'for' },
      { key: 'at', prompt: 'When?', hint: 'thu 14:00 · tomorrow 9:30', times: true },
      choose(
        'purpose', 'What is it for?',
        [['spread', 'Spread what one person knows'], ['unblock', 'Get somebody on'], ['review', 'Review together'], ['onboard', 'Show somebody new']],
        { proposed: 'purpose' },
      ),
      { key: 'topic', prompt: 'About what, in one line?', proposed: 'topic' },
    ],
  },
  movePairing: {
    command: 'leadline.pairing.move',
    title: 'Move Pairing',
    words: [{ key: 'at', prompt: 'Move it to when? Everybody is asked again', hint: 'thu 14:00 · tomorrow 9:30' }],
  },
  pairingTookPlace: { command: 'leadline.pairing.done', title: 'Pairing Took Place', words: [may('outcome', cameOfIt, { always: true, kept: true })] },
  pairingCameToThis: { command: 'leadline.pairing.outcome', title: 'Pairing Took Place', words: [{ key: 'outcome', prompt: cameOfIt }] },
  pairingDropped: {
    command: 'leadline.pairing.drop',
    title: 'Pairing Did Not Take Place',
    words: [may('outcome', 'Anything that the team should know? It stays with the block', { always: true, kept: true })],
  },
  beginPairing: {
    command: 'leadline.pairing.start',
    title: 'Begin Pairing Session',
    words: [{ key: 'with', prompt: 'With whom do you sit down? Your commits credit them until the session ends', people: 'pair', several: true, when: (given) => given['id'] === undefined }],
  },
  requestReview: {
    command: 'leadline.review.request',
    title: 'Request Review',
    words: [{ key: 'to', prompt: 'Who should review it?', people: 'review' }, may('note', 'One line for the reviewer')],
  },
  askAboutLines: {
    command: 'leadline.ask',
    title: 'Ask About These Lines',
    words: [
      choose('to', 'Whom do you want to ask?', [['-', 'Nobody in particular']], { people: 'ask' }),
      { key: 'question', prompt: 'Your question; the message with link and context goes to the clipboard' },
    ],
  },
  openQuestion: {
    command: 'leadline.question.open',
    title: 'Open a Question',
    words: [
      { key: 'text', prompt: 'What is the question?' },
      choose('decides', 'Who decides it?', [['', 'Nobody yet'], ['team', 'The team']], { people: 'ask', optional: true }),
      may('by', 'By when?', { hint: `${day} · empty: any time` }),
    ],
  },
  answerQuestion: {
    command: 'leadline.question.answer',
    title: 'Answer a Question',
    words: [{ key: 'text', prompt: 'The answer; it stays at the code for the next person' }],
  },
  raiseRisk: {
    command: 'leadline.risk.raise',
    title: 'Raise a Risk',
    words: [
      { key: 'problem', prompt: 'What may go wrong?' },
      may('cause', 'Do you know the cause?'),
      may('takes', 'What does it take to be rid of it?'),
      may('gains', 'What gets better then?'),
    ],
  },
  closeRisk: { command: 'leadline.risk.close', title: 'Close a Risk', words: [{ key: 'outcome', prompt: 'How did it end?' }] },
  questionDecision: {
    command: 'leadline.decision.question',
    title: 'Question a Decision',
    words: [{ key: 'text', prompt: 'What do you ask of it? The answer joins its record' }],
  },
  answerForDecision: { command: 'leadline.decision.answer', title: 'Answer for a Decision', words: [{ key: 'text', prompt: 'The answer' }] },
  reviewDecision: {
    command: 'leadline.decision.review',
    title: 'Look at a Decision Again',
    words: [
      choose('outcome', 'What becomes of it?', [['keep', 'Keep it'], ['change', 'Change it'], ['retire', 'Retire it']]),
      learned,
      { ...lookAgain, when: after('outcome', 'keep') },
    ],
  },
  noteForRetro: {
    command: 'leadline.retro.note',
    title: 'Note for the Retro',
    words: [
      { key: 'text', prompt: 'What did you notice about this area? Never about a person' },
      choose('anonymous', 'With your name?', [['no', 'With my name'], ['yes', 'Without a name']]),
    ],
  },
  wish: {
    command: 'leadline.wish',
    title: 'Say What You Would Like to Learn',
    words: [choose('wish', 'What would you like of this file?', [['learn', "I'd like to learn this"], ['less', 'Less of this, please'], ['none', 'Neither, any more']])],
  },
  respond: {
    command: 'leadline.respond',
    title: 'Answer',
    words: [
      besides({ key: 'check_in', prompt: 'Move the check-in to when?', hint: day, default: () => 'in 1 week' }, 'moved'),
      besides(may('note', 'A line about it'), 'on track', 'moved', 'help'),
      besides(may('reason', 'Why not? It goes to who asked, as a message, and is kept nowhere', { kept: true }), 'decline'),
      besides(learned, 'keep', 'change', 'retire'),
      besides(lookAgain, 'keep'),
      besides({ key: 'because', prompt: 'Why are we not doing it?', hint: 'In one line' }, 'reject'),
    ],
  },
  thank: { command: 'leadline.thank', title: 'Say Thank You', words: [{ key: 'id', prompt: 'For which? (T-…)' }] },
} satisfies Record<string, Action>;

/** What whoever took something may change about it: asked with what it says now, and sent empty where it is to say nothing any more. */
export const terms: Action = {
  command: 'leadline.respond',
  title: 'Change What You Took',
  words: [
    may('outcome', 'What does it look like when it is done? It is yours to change, smaller too', { kept: true }),
    may('check_in', 'When would you like to talk about it?', { hint: day, kept: true }),
    may('tracking', 'How do you want it followed?', { hint: 'An issue, a board, every Friday', kept: true }),
  ],
};

/** What somebody took goes to somebody else, by whoever took it. */
export const passOn: Action = { command: 'leadline.respond', title: 'Offer It to Somebody Else', words: [{ key: 'to', prompt: 'Offer it to whom?', people: 'offer' }] };

/** A task of the reader's own; a TODO comment at the cursor lends its words. */
export const ownTask: Action = {
  command: 'leadline.plate',
  title: 'Add to My Plate',
  words: [
    { key: 'add', prompt: 'What is to be done? Only you see it', default: ({ line }) => todoText(line) },
    may('by', 'By when?', { hint: day }),
  ],
};

/** How the values of a choice are called in prompts, whatever asks for it. */
export function choicesOf(key: string, values: string[]): Choice[] {
  const known = Object.values(actions).flatMap((action: Action) => action.words).find((word) => word.key === key && values.every((value) => word.choices?.some((choice) => choice.value === value) === true));
  return values.map((value) => known?.choices?.find((choice) => choice.value === value) ?? { value, label: value });
}

/** How a decision is asked for a field, where the form's own words would be a list of values. */
export function promptOf(key: string): string | undefined {
  return key === 'decided_by' || key === 'undo' ? actions.logDecision.words.find((word) => word.key === key)?.prompt : undefined;
}

const byCommand = new Map<string, Action>(
  Object.values(actions).flatMap((action: Action) => [action.command, ...(action.older === undefined ? [] : [action.older])].map((command) => [command, action] as const)),
);

export function actionOf(command: string): Action | undefined {
  return byCommand.get(command);
}
