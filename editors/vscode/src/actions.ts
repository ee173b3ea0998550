// What can be said about code, and which words each thing needs. Nothing here touches the editor: prompts.ts asks, and
// what is asked here is what editors/neovim asks too.

export type Words = Record<string, unknown>;

export interface Choice {
  value: string;
  label: string;
  detail?: string;
}

/** Whom the server may suggest: see leadline/people. */
export type Purpose = 'ask' | 'pair' | 'offer' | 'review';

export interface Word {
  key: string;
  prompt: string;
  /** An example, or what an empty answer means. */
  hint?: string;
  choices?: Choice[];
  /** Asked among people, with reasons. */
  people?: Purpose;
  /** Several people. */
  several?: boolean;
  /** May stay empty. */
  optional?: boolean;
  /** Sent though it is empty: it says that nobody wanted to add anything. */
  kept?: boolean;
  /** Asked for only if what was said before wants it. */
  when?: (given: Words) => boolean;
  /** Asked for though all that must be there is there. */
  always?: (given: Words) => boolean;
  default?: (context: Context) => string | undefined;
}

export interface Action {
  command: string;
  title: string;
  words: Word[];
}

/** What a default may be read from. */
export interface Context {
  /** The line of the cursor. */
  line: string;
}

const oneWay = (given: Words): boolean => given['undo'] === 'months';
const outside = (given: Words): boolean => given['decided_by'] === 'outside';
const answers =
  (...wanted: string[]) =>
  (given: Words): boolean =>
    typeof given['answer'] === 'string' && wanted.includes(given['answer']);
const never = (): boolean => false;
/** An earlier offer that is made to somebody else says all but to whom. */
const anew = (given: Words): boolean => given['from'] === undefined;

/** The words of a TODO comment, without the mark and whom it names. */
export function todoText(line: string): string | undefined {
  const found = /\b[A-Z]{3,}\b[^:]*:\s*(.*?)\s*(?:\*\/|-->)?\s*$/.exec(line);
  return found?.[1] === '' ? undefined : found?.[1];
}

const day = 'fri · in 2 weeks · 2027-03-01';
const mayStayEmpty = 'Press Enter to leave it empty';

const why: Word = { key: 'why', prompt: 'Why does it matter?' };
const outcome: Word = { key: 'outcome', prompt: 'What does it look like when it is done?', hint: mayStayEmpty, optional: true };
const checkIn: Word = { key: 'check_in', prompt: 'When do you want to talk about it first?', hint: `${day} · empty: whoever takes it says`, optional: true };
const authority: Word = {
  key: 'authority',
  prompt: 'How far to go alone?',
  choices: [
    { value: 'look', label: 'Look into it and recommend' },
    { value: 'tell', label: 'Act and tell' },
    { value: 'free', label: 'Act freely' },
  ],
};

export const actions = {
  logDecision: {
    command: 'leadline.decision.log',
    title: 'Log a Decision',
    words: [
      { key: 'title', prompt: 'What was decided, in one line?', hint: 'Charge is idempotent' },
      { key: 'because', prompt: 'Because…', hint: `A retry must never bill twice · ${mayStayEmpty.toLowerCase()}`, optional: true },
      {
        key: 'undo',
        prompt: 'How long would it take to undo, if it is wrong?',
        choices: [
          { value: 'days', label: 'Days', detail: 'Easy to undo: one line is enough' },
          { value: 'weeks', label: 'Weeks' },
          { value: 'months', label: 'Months', detail: 'Hard to undo. Is there a version of it that could be undone in days? If not, a few more questions follow' },
        ],
      },
      {
        key: 'decided_by',
        prompt: 'Who decided it?',
        people: 'ask',
        choices: [
          { value: 'me', label: 'Me' },
          { value: 'team', label: 'The team' },
          { value: 'outside', label: 'Somebody outside the team' },
        ],
      },
      { key: 'source', prompt: 'Who or what outside the team decided it?', hint: mayStayEmpty, optional: true, when: outside },
      {
        key: 'confidence',
        prompt: 'How sure are you?',
        when: oneWay,
        choices: [
          { value: 'enough', label: 'Enough to decide', detail: 'About 70 % of what there is to know' },
          { value: 'guess', label: 'A guess' },
          { value: 'certain', label: 'Certain' },
        ],
      },
      { key: 'options', prompt: 'What else was possible, and what were the trade-offs?', hint: mayStayEmpty, optional: true, when: oneWay },
      { key: 'consulted', prompt: 'Who was asked before?', people: 'ask', several: true, optional: true, when: oneWay },
      { key: 'if_wrong', prompt: 'What do you do if it was wrong?', hint: `We go back to the queue · ${mayStayEmpty.toLowerCase()}`, optional: true, when: oneWay },
      { key: 'review_by', prompt: 'When do you look at it again?', hint: `in 3 months · ${day}`, optional: true, when: oneWay, default: () => 'in 3 months' },
    ],
  },
  delegateTodo: {
    command: 'leadline.todo.delegate',
    title: 'Delegate TODO',
    words: [
      { key: 'to', prompt: 'Offer it to whom?', people: 'offer' },
      { key: 'what', prompt: 'What is to be done? Never how', default: (context) => todoText(context.line), when: anew },
      { ...why, when: anew },
      { ...outcome, when: anew },
      { ...checkIn, when: anew },
      { ...authority, when: anew },
    ],
  },
  offerWork: {
    command: 'leadline.work.offer',
    title: 'Offer Work That Has No Comment',
    words: [{ key: 'to', prompt: 'Offer it to whom?', people: 'offer' }, { key: 'what', prompt: 'What is to be done? Never how' }, why, outcome, checkIn, authority],
  },
  schedulePairing: {
    command: 'leadline.pairing.schedule',
    title: 'Schedule Pairing',
    words: [
      { key: 'with', prompt: 'With whom?', people: 'pair', several: true },
      { key: 'at', prompt: 'When?', hint: 'thu 14:00 · tomorrow 9:30' },
      { key: 'for', prompt: 'How long?', hint: '60m · 1h30', default: () => '60m' },
      { key: 'topic', prompt: 'About what, in one line?' },
    ],
  },
  requestReview: {
    command: 'leadline.review.request',
    title: 'Request Review',
    words: [
      { key: 'to', prompt: 'Who should review it?', people: 'review' },
      { key: 'note', prompt: 'One line for the reviewer', hint: mayStayEmpty, optional: true },
    ],
  },
  askAboutLines: {
    command: 'leadline.ask',
    title: 'Ask About These Lines',
    words: [
      { key: 'to', prompt: 'Whom do you want to ask?', people: 'ask', choices: [{ value: '-', label: 'Nobody in particular' }] },
      { key: 'question', prompt: 'Your question; the message with link and context goes to the clipboard' },
    ],
  },
  openQuestion: {
    command: 'leadline.question.open',
    title: 'Open a Question',
    words: [
      { key: 'text', prompt: 'What is the question?' },
      { key: 'decides', prompt: 'Who decides it?', people: 'ask', optional: true, choices: [{ value: '', label: 'Nobody yet' }, { value: 'team', label: 'The team' }] },
      { key: 'by', prompt: 'By when?', hint: `${day} · empty: any time`, optional: true },
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
      { key: 'cause', prompt: 'Do you know the cause?', hint: mayStayEmpty, optional: true },
      { key: 'takes', prompt: 'What does it take to be rid of it?', hint: mayStayEmpty, optional: true },
      { key: 'gains', prompt: 'What gets better then?', hint: mayStayEmpty, optional: true },
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
      {
        key: 'outcome',
        prompt: 'What becomes of it?',
        choices: [
          { value: 'keep', label: 'Keep it' },
          { value: 'change', label: 'Change it' },
          { value: 'retire', label: 'Retire it' },
        ],
      },
      { key: 'learned', prompt: 'One line that you learned', hint: mayStayEmpty, optional: true, kept: true },
      { key: 'review_by', prompt: 'When do you look again?', hint: day, optional: true, when: (given) => given['outcome'] === 'keep', default: () => 'in 6 months' },
    ],
  },
  noteForRetro: {
    command: 'leadline.retro.note',
    title: 'Note for the Retro',
    words: [
      { key: 'text', prompt: 'What did you notice about this area? Never about a person' },
      {
        key: 'anonymous',
        prompt: 'With your name?',
        choices: [
          { value: 'no', label: 'With my name' },
          { value: 'yes', label: 'Without a name' },
        ],
      },
    ],
  },
  wish: {
    command: 'leadline.wish',
    title: 'Say What You Would Like to Learn',
    words: [
      {
        key: 'wish',
        prompt: 'What would you like of this file?',
        choices: [
          { value: 'learn', label: "I'd like to learn this" },
          { value: 'less', label: 'Less of this, please' },
          { value: 'none', label: 'Neither, any more' },
        ],
      },
    ],
  },
  respond: {
    command: 'leadline.respond',
    title: 'Answer',
    words: [
      { key: 'check_in', prompt: 'Move the check-in to when?', hint: day, default: () => 'in 1 week', when: answers('moved'), always: answers('moved') },
      { key: 'note', prompt: 'A line about it', hint: mayStayEmpty, optional: true, when: answers('on track', 'moved', 'help'), always: answers('on track', 'moved', 'help') },
      {
        key: 'reason', prompt: 'Why not? It goes to who asked, as a message, and is kept nowhere', hint: mayStayEmpty,
        optional: true, kept: true, when: answers('decline'), always: answers('decline'),
      },
      { key: 'learned', prompt: 'One line that you learned', hint: mayStayEmpty, optional: true, kept: true, when: answers('keep', 'change', 'retire'), always: answers('keep', 'change', 'retire') },
      { key: 'review_by', prompt: 'When do you look again?', hint: day, optional: true, default: () => 'in 6 months', when: answers('keep'), always: answers('keep') },
      { key: 'because', prompt: 'Because…', optional: true, when: answers('reject'), always: answers('reject') },
    ],
  },
  thank: { command: 'leadline.thank', title: 'Say Thank You', words: [{ key: 'id', prompt: 'For which? (T-…)' }] },
} satisfies Record<string, Action>;

const byCommand = new Map<string, Action>(Object.values(actions).map((action: Action) => [action.command, action]));

export function actionOf(command: string): Action | undefined {
  return byCommand.get(command);
}

/** The words that are to be asked for, given what is known already, in their order. */
export function wanted(action: Action, given: Words): Word[] {
  return action.words.filter((word) => given[word.key] === undefined && (word.when?.(given) ?? true));
}

/** Whether anything must be asked: what is complete is sent at once, though there is more that could be said. */
export function mustAsk(action: Action, given: Words): boolean {
  return wanted(action, given).some((word) => (word.always ?? (word.optional === true ? never : () => true))(given));
}
