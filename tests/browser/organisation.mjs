// An invented organisation: every unit has a card and a relation.

const WIDTHS = [10, 10, 10, 9];

const unit = (number, parent) => ({
  id: `unit/${number}`, parent_id: parent === 0 ? null : `unit/${parent}`,
  name: `Service n° ${number} de l’état civil`, acronym: `S${number}`, classification: "service",
  abstract: "Accueille le public et instruit les demandes des habitants.",
  missions: ["Tenir les registres"],
  facts: [{ label: "agents", value: String(number % 40) }],
  contact_details: [
    { type: "email", value: `s${number}@ville.example` },
    { type: "voice", value: `01 99 ${String(number).padStart(6, "0").replace(/..(?=.)/g, "$& ")}` },
  ],
  links: [{ label: "Site", url: `https://ville.example/s${number}` }],
  relations: [{ type: "travaille avec", unit_id: `unit/${Math.ceil(number / 2)}` }],
});

/** A document of so many units: each has ten below it, down to five levels. */
export const organisation = count => {
  const units = [unit(1, 0)];
  for (let [level, above] = [0, [1]]; units.length < count; level++) {
    const next = [];
    for (const parent of above) {
      for (let n = 0; n < WIDTHS[level] && units.length < count; n++) {
        units.push(unit(units.length + 1, parent));
        next.push(units.length);
      }
    }
    above = next;
  }
  return { format: "ramure/1", name: "Ville", lang: "fr", units };
};
