// Writes spellings of telephone numbers of every region, and what libphonenumber-js makes of each. PhoneNumbersTests compares PhoneNumbers
// with the samples kept in Domain/Customers/phone-samples.tsv; PhonePackageTests holds that the package still says the same, and draws others.
//
//   npm ci && node phone-samples.mjs > ../Domain/Customers/phone-samples.tsv
//   node phone-samples.mjs 7                                                   (other numbers)
//
// Columns: spelling, region, E.164 (empty where it is no possible number), international format.

import parse, { getCountries, getExampleNumber } from 'libphonenumber-js/max'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const examples = require('libphonenumber-js/examples.mobile.json')
const metadata = require('libphonenumber-js/metadata.max.json')

// A generator with a fixed seed (mulberry32): the same file each time.
let state = Number(process.argv[2] ?? 20240229)
function random(below) {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) % below
}
const digits = count => Array.from({ length: count }, () => random(10)).join('')
const pick = list => list[random(list.length)]
const arabic = text => text.replace(/\d/g, d => String.fromCharCode(0x660 + Number(d)))
// Digits alone: the package overlooks a full-width plus, which PhoneNumbers (as Google's libphonenumber) understands.
const wide = text => text.replace(/\d/g, d => String.fromCharCode(0xff10 + Number(d)))

const rows = new Map()
function add(raw, region) {
  const number = parse(raw, region)
  number?.setExt(undefined)
  const possible = number !== undefined && number.isPossible()
  rows.set(`${raw}\t${region}`, `${possible ? number.number : ''}\t${possible ? number.formatInternational() : ''}`)
}

const regions = getCountries().sort()
for (const region of regions) {
  const [code, , , lengths] = metadata.countries[region]
  const example = getExampleNumber(region, examples)
  const national = example.nationalNumber
  add(example.formatNational(), region)
  add(example.formatInternational(), pick(regions))
  add(code + national, region)
  add(national, region)
  add(`00${code}${national}`, region)
  add(`${pick(['+', '+ ', '(+'])}${code}${pick([') (0)', '-', ' (0) ', '.'])}${national}`, pick(regions))
  add(pick([arabic, wide])(example.number), pick(regions))
  add(`${pick(['tel:', 'call ', ''])}${example.formatNational()}${pick([' x12', ' ext. 345', ';ext=7', '#99', ', 12', ' доб. 4'])}`, region)
  add(national.slice(0, -1), region)
  add(national + pick(['0', '5']), region)
  for (let i = 0; i < 5; i++) {
    const prefix = pick(['', '', '0', '1', '8', '15', '011', '9', code])
    add(prefix + digits(pick(lengths)), region)
  }
  add('+' + code + digits(pick(lengths)), pick(regions))
}

// Regions whose rules rewrite what was dialled.
for (const [region, spelling] of [
  ['AR', n => `0${pick(['11', '221', '351', '2966'])} 15 ${digits(n)}`],
  ['BR', n => `0 ${pick(['15', '21', '41'])} ${pick(['11', '21', '85'])} ${digits(n)}`],
  ['MX', n => `${pick(['01', '044', '045', '1', ''])} ${pick(['55', '33', '222'])} ${digits(n)}`],
  ['IT', n => `0${pick(['2', '6', '11'])} ${digits(n)}`],
  ['JP', n => `${pick(['0', '00', '003768'])}${digits(n)}`],
  ['AU', n => `${pick(['1831', '0', '1832 0'])}4${digits(n)}`],
  ['CO', n => `0${pick(['3', '414', '5'])}3${digits(n)}`],
  ['GB', n => `0${pick(['7', '20', '1481', '1624'])}${digits(n)}`],
  ['KZ', n => `8 ${pick(['7', '701', '10'])}${digits(n)}`],
]) {
  for (let n = 5; n <= 9; n++)
    for (let i = 0; i < 2; i++)
      add(spelling(n), region)
}

for (const raw of ['', ' ', '+', '0', '12', '+0123456', '+999123456789', 'no number', '012-345 6789 or 013-456 7890', '++60123456789',
  '0123456789x', '012-345-6789 #', '1-800-FLOWERS', '+60123456789+', '012/345.67~89', '0'.repeat(30), '9'.repeat(251)])
  add(raw, 'MY')

const lines = [...rows].map(([input, output]) => `${input}\t${output}`)
process.stdout.write(lines.join('\n') + '\n')
