import type { Random } from './random.js';

/** Who and what the story is about. Every name, number and person is invented. */
export interface Customer {
  userId: string;
  name: string;
  language: 'English' | 'German' | 'French';
}

export interface Order {
  id: string;
  customerId: string;
  item: string;
  priceEur: number;
  deliveredDaysAgo: number;
  defect: string;
  carrier: string;
}

const FIRST_NAMES = ['Ines', 'Paul', 'Amara', 'Jonas', 'Sana', 'Luca', 'Mei', 'Noah', 'Freya', 'Tomas', 'Aisha', 'Bruno', 'Clara', 'Diego', 'Elif', 'Yuki'];
const LAST_NAMES = ['Weber', 'Moreau', 'Okafor', 'Lindqvist', 'Rossi', 'Tanaka', 'Novak', 'Haddad', 'Silva', 'Brandt', 'Dubois', 'Kaya'];
const ITEMS = [
  { item: 'desk lamp "Pole"', priceEur: 189, defect: 'the hinge is loose' },
  { item: 'office chair "Ruhe"', priceEur: 429, defect: 'one armrest does not lock' },
  { item: 'espresso grinder', priceEur: 154, defect: 'it stops after two seconds' },
  { item: 'noise-cancelling headphones', priceEur: 249, defect: 'the left side crackles' },
  { item: 'standing desk frame', priceEur: 512, defect: 'it sinks by itself' },
  { item: 'air purifier filter set', priceEur: 64, defect: 'the frame does not fit' },
];
const CARRIERS = ['DHL', 'UPS', 'GLS', 'Colissimo'];

export function aCustomer(random: Random): Customer {
  const number = Math.floor(random.between(20_000, 20_120));
  const named = randomName(number);
  return { userId: `u_${number}`, name: named, language: (['English', 'English', 'German', 'French'] as const)[number % 4] };
}

/** The same number is always the same person. */
function randomName(number: number): string {
  return `${FIRST_NAMES[number % FIRST_NAMES.length]} ${LAST_NAMES[(number * 7) % LAST_NAMES.length]}`;
}

export function anOrder(random: Random, customer: Customer): Order {
  const kind = random.pick(ITEMS);
  return {
    id: `48-${Math.floor(random.between(19_000, 20_999))}`, customerId: `c_${customer.userId.slice(2)}${Math.floor(random.between(0, 9))}`,
    ...kind, deliveredDaysAgo: Math.round(random.between(36, 57)), carrier: random.pick(CARRIERS),
  };
}

export interface Policy {
  id: string;
  status: 'active' | 'archived';
  validUntil: string | null;
  windowDays: number;
  supersededBy: string | null;
  text: string;
}

/** The document that the incident is about, and the one that it should have read. */
export const ARCHIVED_POLICY: Policy = {
  id: 'refunds-2023', status: 'archived', validUntil: '2025-12-31', windowDays: 60, supersededBy: 'refunds-2026',
  text: 'Refunds are accepted within 60 days of delivery. Clause 4.2: a defect that the customer did not cause is refunded in full, without a return fee.',
};
export const CURRENT_POLICY: Policy = {
  id: 'refunds-2026', status: 'active', validUntil: null, windowDays: 30, supersededBy: null,
  text: 'Refunds are accepted within 30 days of delivery. Clause 4.2: after that a defective item is repaired or replaced at no cost.',
};

const OTHER_PASSAGES = [
  ['warranty-2026', 'The warranty covers two years from delivery. Wear is not covered.'],
  ['shipping-eu', 'A change of address is possible until the parcel is handed to the carrier.'],
  ['refunds-gift-cards', 'Gift cards are refunded as gift cards only.'],
  ['refunds-faq', 'A refund reaches the card within five to ten working days.'],
  ['returns-packaging', 'Return the item in packaging that protects it; the original box is not required.'],
  ['loyalty-2026', 'Members have free returns on orders above 50 euros.'],
] as const;

/** What the policy index returns for a question about refunds: the archived document stands first, by a hair. */
export function policyPassages(random: Random): { id: string; score: number; content: string; metadata: Record<string, unknown> }[] {
  const best = [ARCHIVED_POLICY, CURRENT_POLICY].map((it, rank) => ({
    id: it.id, score: 0.81 - rank * 0.02, content: it.text, metadata: { status: it.status, valid_until: it.validUntil, section: 'window', language: 'en' },
  }));
  const rest = OTHER_PASSAGES.map(([id, content], rank) => ({
    id, score: Number((0.71 - rank * 0.04 - random.between(0, 0.02)).toFixed(3)), content, metadata: { status: 'active', section: 'general', language: 'en' },
  }));
  return [...best, ...rest];
}

/** As `policies.get` answers. */
export function policyRecord(policy: Policy): unknown {
  return {
    id: policy.id, section: 'window', status: policy.status, valid_until: policy.validUntil, window_days: policy.windowDays, superseded_by: policy.supersededBy,
    clauses: [
      { clause: '4.1', title: 'Window', text: `${policy.windowDays} days from delivery.` },
      { clause: '4.2', title: 'Defects', text: policy.text },
      { clause: '4.3', title: 'Condition', text: 'Opened items qualify when the defect was there at delivery.' },
      { clause: '4.4', title: 'Payment', text: 'Money goes back the way it came.' },
    ],
  };
}
