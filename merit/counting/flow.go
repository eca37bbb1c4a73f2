package counting

// placement lays the JP of items onto their slots so that the most of them
// count. Items come in order; each is laid by augmenting paths, which may move
// JP of earlier items to other slots of theirs but never takes any from them.
// So the sum is the greatest possible, whatever the order, and an earlier item
// never loses to a later one.
type placement struct {
	room  map[string]JP    // left in a slot
	slots [][]slot         // of each item
	laid  []map[string]JP  // of each item in each slot
	users map[string][]int // items that may count in a slot
}

func place(supply []JP, slots [][]slot) *placement {
	p := &placement{room: map[string]JP{}, slots: slots, laid: make([]map[string]JP, len(slots)), users: map[string][]int{}}
	for i, list := range slots {
		p.laid[i] = map[string]JP{}
		for _, s := range list {
			p.room[s.key] = max(p.room[s.key], s.all)
			p.users[s.key] = append(p.users[s.key], i)
		}
	}
	for i, left := range supply {
		for left > 0 {
			put := p.augment(i, left)
			if put == 0 {
				break
			}
			left -= put
		}
	}
	return p
}

// step is how the search came to an item: from item `from`, whose JP in slot
// key the item `to` would take over.
type step struct {
	item int
	key  string // slot the item would use
	prev int    // index of the step before; -1 at the start
}

// augment lays up to most JP of item i along the shortest path, and tells how
// many.
func (p *placement) augment(i int, most JP) JP {
	var queue []step
	seen := map[string]bool{}
	reach := func(item, prev int) {
		for _, s := range p.slots[item] {
			if !seen[s.key] && p.laid[item][s.key] < s.cap {
				seen[s.key] = true
				queue = append(queue, step{item, s.key, prev})
			}
		}
	}
	reach(i, -1)
	for n := 0; n < len(queue); n++ {
		at := queue[n]
		if p.room[at.key] > 0 {
			return p.carry(queue, n, most)
		}
		for _, other := range p.users[at.key] {
			if other != at.item && p.laid[other][at.key] > 0 {
				reach(other, n)
			}
		}
	}
	return 0
}

// carry moves JP along the path that ends at step n.
func (p *placement) carry(queue []step, n int, most JP) JP {
	amount := min(most, p.room[queue[n].key])
	for k := n; k >= 0; k = queue[k].prev {
		s := queue[k]
		amount = min(amount, p.capOf(s.item, s.key)-p.laid[s.item][s.key])
		if s.prev >= 0 { // this item gives up what it has in the slot before
			amount = min(amount, p.laid[s.item][queue[s.prev].key])
		}
	}
	p.room[queue[n].key] -= amount
	for k := n; k >= 0; k = queue[k].prev {
		s := queue[k]
		p.laid[s.item][s.key] += amount
		if s.prev >= 0 {
			p.laid[s.item][queue[s.prev].key] -= amount
		}
	}
	return amount
}

func (p *placement) capOf(item int, key string) JP {
	for _, s := range p.slots[item] {
		if s.key == key {
			return s.cap
		}
	}
	return 0
}

func (p *placement) of(item int) (sum JP) {
	for _, jp := range p.laid[item] {
		sum += jp
	}
	return sum
}
