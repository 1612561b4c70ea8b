import { Deadline } from '../../src/doctor/deadline';

let now: number;
let deadline: Deadline;
beforeEach(() => {
  now = 5_000;
  deadline = new Deadline(60, () => now);
});

function after(seconds: number): Deadline {
  now += seconds * 1000;
  return deadline;
}

test('it counts from its start', () => expect(after(7).elapsed()).toBe(7));

test('waiting ends with the wait', () => {
  expect(after(45).waiting()).toBe(15);
  expect(after(45).waiting()).toBe(0);
});

test('one try gets what it asks for, or what is left', () => {
  expect(deadline.limit(10)).toBe(10);
  expect(after(70).limit(10)).toBe(5);
});

test('what comes after the waiting has 15 seconds, and with 15 of clean-up it is over within 30', () => {
  expect(after(74).isOver()).toBe(false);
  expect(after(1).isOver()).toBe(true);
  expect(deadline.limit(10)).toBe(0.2);
});
