// The public holidays of npm's date-holidays as JSON, for tests/holidays.py.
// node holidays.mjs DIRECTORY-WITH-NODE_MODULES FIRST-YEAR LAST-YEAR COUNTRY...
import { createRequire } from 'node:module';

const [directory, first, last, ...countries] = process.argv.slice(2);
const require = createRequire(`${directory}/`);
const Holidays = require('date-holidays');

const days = {};
for (const country of countries) {
	const calendar = new Holidays(country.toUpperCase());
	days[country] = {};
	for (let year = Number(first); year <= Number(last); year++)
		for (const day of calendar.getHolidays(year))
			if (day.type === 'public') // not school, bank, optional, observance
				days[country][day.date.slice(0, 10)] = day.name;
}
console.log(JSON.stringify({ version: require('date-holidays/package.json').version, days }));
