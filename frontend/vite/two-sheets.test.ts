// @vitest-environment node
import { expect, it } from 'vitest'
import { split } from './two-sheets'

const isManage = (selector: string) => selector.includes('.mng')

it('deals rules out, inside conditions too, and keeps their order', () => {
  const css = 'a{b:c}.mng1 td{d:e}@media (min-width:40rem){.x{f:g}.mng2{h:i}}@keyframes k{0%{o:0}to{o:1}}@media print{.mng3{j:k}}.mng4,.y{l:m}.mng5,.mng6 b{n:o}.z{n:o}'
  expect(split(css, isManage)).toEqual({
    shared: 'a{b:c}@media (min-width:40rem){.x{f:g}}@keyframes k{0%{o:0}to{o:1}}.mng4,.y{l:m}.z{n:o}',
    manage: '.mng1 td{d:e}@media (min-width:40rem){.mng2{h:i}}@media print{.mng3{j:k}}.mng5,.mng6 b{n:o}',
  })
})

it('fails on what it cannot read', () => {
  expect(() => split('a{b:c', isManage)).toThrow('without an end')
  expect(() => split('a{b:c}@import "x";', isManage)).toThrow('without a rule')
})
