// Package kinds is what a question is: for each kind, what a learner may see
// (content), what is right (key, never inside content), how a response is
// written, and what it earns. It is pure: no clock, no database, nothing of
// ours imported. Whoever reads a key decides who may; this package is called by
// bank (authoring, exchange) and quiz (papers, grading, review).
//
// # A response is a list of strings
//
//	kind        tokens                                    set  example
//	single      the id of the option                      yes  ["k3f…"]
//	multiple    the ids of the options                    yes  ["a1…","k3f…"]
//	truefalse   the id of the option                      yes  ["k3f…"]
//	matching    "left=right", one per left                yes  ["l1=r2","l2=r1"]
//	categorise  "item=category", one per item             yes  ["i1=c2"]
//	ordering    the ids in order                          no   ["i2","i1","i3"]
//	shorttext   one text                                  –    ["Jakarta"]
//	numeric     one text, number and unit as typed        –    ["3,5 kg"]
//	cloze       "gap=value": an option id or the text     yes  ["g1=k3f…","g2=3,5"]
//	hotspot     "x,y", shares of width and height, 0…1,   yes  ["0.2500,0.4000"]
//	            four decimals
//	case        "item=" and a token of that item          no   ["s1=k3f…","s2=l1=r2"]
//	essay       one text                                  –    ["…"]
//	file        media file ids                            yes  ["019a…"]
//
// An empty list is no answer. Values may hold "=": only the first one parts a
// token. A set is sorted, each string once (Limits.Normal); the tokens of a case
// stand in the order of its items, those of one item as its kind says. LimitsOf
// bounds a response for whoever stores it; Grade ignores what it does not know.
//
// # Content and key, as JSON
//
// Stable: a member may be added, none changes its meaning. "html" is sanitised
// HTML of the caller. Ids: lower-case letters, digits, hyphens, at most 40 bytes.
// Members marked ? may be left out. credit is a percentage of the points with at
// most five decimals, 100 when left out; weight is a whole number, 1 when left
// out.
//
//	option      {id, html, fixed?}            fixed keeps its place when mixed
//	single, multiple, truefalse
//	  content   {options: [option], opinion?}
//	  key       {correct: [id], policy?, credit?: {id: percent −100…100}}
//	matching
//	  content   {left: [option], right: [option]}
//	  key       {pairs: {left: right}, policy?}
//	categorise
//	  content   {categories: [option], items: [option]}
//	  key       {of: {item: category}, policy?}
//	ordering
//	  content   {items: [option]}
//	  key       {order: [id], policy?}
//	shorttext
//	  content   {max_chars?}
//	  key       {accepted: [{text, credit?}], case_sensitive?, accent_sensitive?,
//	             typos? 0…2, wildcards?}
//	numeric
//	  content   {units?: [name]}
//	  key       {accepted: [{value, tolerance? | tolerance_percent?, credit?} |
//	             {min?, max?, credit?}], units?: [{name, factor}], unit_credit?}
//	cloze
//	  content   {html with [[gap]] marks, gaps: [{id, kind: single|shorttext|numeric,
//	             label?, options?, max_chars?, units?, weight?}]}
//	  key       {gaps: {gap: {choice: …} | {text: …} | {number: …}}, policy?}
//	            with the keys of single, shorttext and numeric
//	hotspot
//	  content   {image: {src, alt, width, height}, marks?}
//	  key       {regions: [{id, label?, shape: circle, x, y, r} | {…, shape: rectangle,
//	             x, y, w, h} | {…, shape: polygon, points: [{x, y}]}], need?, policy?}
//	case        the stimulus is the stem of the question
//	  content   {items: [{id, kind, stem_html, content, weight?}]}
//	  key       {items: {id: key of its kind}, policy?}
//	essay
//	  content   {min_words?, max_words?, max_chars?, criteria?: [text], opinion?}
//	file
//	  content   {max_files?, max_bytes?, types?: [of FileTypes], criteria?: [text]}
//	            shown on a paper with the limits as they are, and with files:
//	            [{id, name, bytes, content_type}], those that arrived
//	  key of essay and file
//	            {rubric: [{id, title, levels: [{id, title, points}]}], guide_html?}
//	opinion     a question of a survey: nothing is right, the key is empty
//	            ({correct: []} or {rubric: []}), and it earns nothing
//
// # Policies
//
// A fraction of the points is worked out exactly and rounded once to 1/100000;
// it is never below 0 or above 1, and a blank earns 0. Policies by name, the
// first of each kind being its default:
//
//	all-or-nothing  the whole when everything is right and nothing wrong is given
//	per-part        right parts of all parts; wrong ones give nothing
//	penalty         (right − wrong) of all parts; for multiple: right chosen of all
//	                right − wrong chosen of all wrong, as Moodle's multiple choice
//	                weighs by default, so that choosing everything gives nothing
//	per-option      multiple: options judged rightly (chosen or left alone) of all
//	                options: "multiple true-false" scoring (M. A. Albanese, D. L.
//	                Sabers, "Multiple true-false items", Journal of Educational
//	                Measurement 25, 1988)
//	weighted        the sum of the credits of the chosen options
//	exact           ordering: the whole order or nothing
//	adjacent        ordering: neighbours of the right order that are neighbours in
//	                the response, of n−1
//	positions       ordering: items at their place, of n
//
//	single                        all-or-nothing, weighted
//	multiple                      all-or-nothing, per-option, penalty, weighted
//	matching, categorise, hotspot per-part, all-or-nothing, penalty
//	cloze                         per-part, all-or-nothing, penalty (by weight)
//	case                          per-part, all-or-nothing (by weight; each item by
//	                              the policy of its own key)
//	ordering                      exact, adjacent, positions
//
// truefalse, shorttext and numeric have one way only; essay and file are marked
// by people (Result.Manual, MarkingKey.Mark). "Negative marks" are a rule of a
// quiz, not of a question: Result.Penalised.
package kinds
