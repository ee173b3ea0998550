// What a developer does, told as stories, each in windows of its own.
import { deciding } from './stories/decide';
import { changing } from './stories/change';
import { drafting } from './stories/drafts';
import { folders } from './stories/folders';
import { reads } from './stories/pages';
import { menus } from './stories/menus';
import { pairing } from './stories/pairing';
import { programs } from './stories/program';
import { quiets } from './stories/quiet';
import { servers } from './stories/server';
import type { Story } from './stories/stage';
import { work } from './stories/work';

export const stories: Record<string, Story> = { ...deciding, ...changing, ...work, ...pairing, ...menus, ...reads, ...drafting, ...quiets, ...programs, ...folders, ...servers };
