/** A service of every kind that the generator makes. */
export const kinds = [
  { name: 'parcels' },
  { name: 'bottles', publicRead: true },
  { name: 'invoices', tenant: true },
  { name: 'inventory' },
  { name: 'news', store: false },
  { name: 'order-lines', store: false, publicRead: true },
] as const;
