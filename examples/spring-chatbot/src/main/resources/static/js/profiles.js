// Skip profiles: which sub-layers a draft leaves out, in words and as a picture.

import { h, svg } from './dom.js';

const CELL = 10;
const GAP = 2;
const ROW = 16;

/** What the picker offers: [{value, title, text, profile}]. */
export function choices(model) {
  const named = model.skipProfiles.filter(({ name }) => name !== 'none');
  const none = model.skipProfiles.find(({ name }) => name === 'none') ?? emptyProfile();
  const automatic = {
    value: 'auto',
    title: 'Automatic',
    text:
      named.length > 0 ? `The best fitting one: ${named[0].name}.` : 'No profile fits this model: only look-up drafts.',
    profile: named[0] ?? none,
  };
  return [
    automatic,
    ...named.map((profile) => ({ value: profile.name, title: profile.name, text: inNumbers(profile, model.layers), profile })),
    { value: 'none', title: 'None', text: 'No layer is left out: only look-up drafts.', profile: none },
  ];
}

function inNumbers({ attention, mlp }, layers) {
  return `Leaves out ${parts(attention.length, 'attention part')} and ${parts(mlp.length, 'MLP part')} of ${layers} layers.`;
}

function parts(count, name) {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** The value of `choices` that is in effect. */
export function chosen(model, skipProfile) {
  return skipProfile ?? (model.skipProfile === 'none' ? 'auto' : model.skipProfile);
}

/** A few words for the button under the question. */
export function profileLabel(model, skipProfile) {
  const value = chosen(model, skipProfile);
  const choice = choices(model).find((each) => each.value === value);
  const { profile } = choice ?? { profile: emptyProfile() };
  const skipped = profile.attention.length + profile.mlp.length;
  return skipped === 0 ? 'skips nothing' : `skips ${skipped} of ${2 * model.layers}`;
}

/** Two rows of cells, a column for each layer: attention above, MLP below; empty cells are skipped in drafts. */
export function profilePicture(profile, layers) {
  const width = layers * (CELL + GAP) - GAP;
  const cells = [profile.attention, profile.mlp].flatMap((skipped, row) =>
    Array.from({ length: layers }, (_, layer) => cell(layer, row, skipped.includes(layer))),
  );
  return h(
    'div',
    { class: 'profile-picture' },
    h('span', { class: 'profile-rows', 'aria-hidden': 'true' }, h('span', {}, 'attn'), h('span', {}, 'mlp')),
    svg(
      'svg',
      {
        viewBox: `0 0 ${width} ${2 * ROW + GAP}`,
        role: 'img',
        'aria-label': inWords(profile),
        preserveAspectRatio: 'none',
      },
      ...cells,
    ),
  );
}

function cell(layer, row, skipped) {
  const inset = skipped ? 1 : 0;
  return svg('rect', {
    class: skipped ? 'cell-skipped' : 'cell-run',
    x: layer * (CELL + GAP) + inset,
    y: row * (ROW + GAP) + inset,
    width: CELL - 2 * inset,
    height: ROW - 2 * inset,
    rx: 1.5,
  });
}

function inWords({ attention, mlp }) {
  if (attention.length + mlp.length === 0) {
    return 'No layer is skipped.';
  }
  return `Skips attention in ${layerList(attention)} and MLP in ${layerList(mlp)}.`;
}

function layerList(layers) {
  if (layers.length === 0) {
    return 'no layer';
  }
  return layers.length === 1 ? `layer ${layers[0]}` : `layers ${layers.join(', ')}`;
}

function emptyProfile() {
  return { name: 'none', description: '', attention: [], mlp: [] };
}
