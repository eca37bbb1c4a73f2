// The two forms before the app: sends them without leaving the page, so that
// somebody who must wait hears the place in the queue and is let in without
// typing the password again. Without this script, or where it knows no answer,
// the form is sent as any form is.
(() => {
  'use strict'
  const form = document.querySelector('form[data-api]')
  const queue = document.getElementById('queue')
  const said = queue.querySelector('[role=status]')
  let timer = 0 // of the next try
  let round = 0 // grows when somebody stops waiting: an answer that comes later counts no more
  let busy = false

  form.addEventListener('submit', (event) => {
    const again = form.elements.again
    const asked = form.dataset.fields.split(' ')
    // What is empty or typed differently twice the server's page explains.
    if (asked.some((f) => !form.elements[f].value) || (again && again.value !== form.elements.password.value)) return
    event.preventDefault()
    if (busy) return
    busy = true
    void send(Object.fromEntries(asked.map((f) => [f, form.elements[f].value])), round)
  })

  queue.querySelector('button').addEventListener('click', () => {
    stop()
    form.elements.password.focus()
  })

  addEventListener('pageshow', (event) => event.persisted && stop()) // came back to this page as it was

  function stop() {
    clearTimeout(timer)
    round++
    busy = false
    queue.hidden = true
    form.hidden = false
  }

  async function send(body, mine) {
    let response, answer
    try {
      response = await fetch(form.dataset.api, {
        method: 'POST', credentials: 'same-origin', body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
      })
      if (response.ok) return location.assign(form.elements.lanjut.value || '/')
      answer = await response.json()
    } catch {
      answer = null
    }
    if (mine !== round) return
    // The place is kept while there is no signal for a moment.
    if (!answer && !queue.hidden) timer = setTimeout(() => void send(body, mine), 3_000)
    else if (!answer) form.submit()
    else if (answer.code === 'accounts.busy') wait(answer, body, mine)
    else refused(answer)
  }

  function wait(answer, body, mine) {
    const facts = answer.facts || {}
    const minutes = facts.seconds > 90
    said.textContent = (minutes ? said.dataset.minutes : said.dataset.seconds)
      .replace('{place}', facts.place).replace('{n}', minutes ? Math.ceil(facts.seconds / 60) : facts.seconds)
    if (queue.hidden) {
      document.querySelector('.error-summary')?.remove()
      queue.hidden = false
      form.hidden = true
      document.getElementById('queue-heading').focus()
    }
    timer = setTimeout(() => void send(body, mine), 1_000 * (answer.retry_after || 1))
  }

  function refused(answer) {
    stop()
    const field = (answer.errors?.[0]?.pointer || '/name').slice(1)
    const lines = answer.errors?.length ? answer.errors.map((e) => e.detail) : [answer.detail || answer.title]
    if (answer.retry_after) lines[0] += ' ' + form.dataset.again.replace('{n}', answer.retry_after)
    const box = document.createElement('div')
    box.className = 'error-summary'
    box.tabIndex = -1
    box.setAttribute('role', 'alert')
    const heading = document.createElement('h2')
    heading.textContent = form.dataset.problem
    const list = document.createElement('ul')
    for (const line of lines) {
      const link = document.createElement('a')
      link.href = '#' + field
      link.textContent = line
      list.appendChild(document.createElement('li')).appendChild(link)
    }
    box.append(heading, list)
    document.querySelector('.error-summary')?.remove()
    form.before(box)
    const input = form.elements[field] || form.elements.name
    input.setAttribute('aria-invalid', 'true')
    input.closest('.field').classList.add('field-bad')
    if (!answer.errors?.length) form.elements.password.value = ''
    if (!document.title.startsWith(form.dataset.problem)) document.title = form.dataset.problem + ': ' + document.title
    box.focus()
  }
})()
