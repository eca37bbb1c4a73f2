// Questions somebody wants to look at again. Only this tab knows them; they
// are a bookmark, not an answer.
export class Flags {
  all = $state<number[]>([])
  private key: string

  constructor(attempt: string) {
    this.key = `flags-${attempt}`
    try {
      this.all = JSON.parse(sessionStorage.getItem(this.key) ?? '[]')
    } catch {
      // Without a store the marks last as long as the page.
    }
  }

  toggle(no: number): void {
    this.all = this.all.includes(no) ? this.all.filter((n) => n !== no) : [...this.all, no]
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.all))
    } catch {
      // As above.
    }
  }
}
