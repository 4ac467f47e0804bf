// Clock times of the edition as the server writes them, "2027-05-19T09:30", and as minutes of a day.

export const STEP = 5; // minutes in a row of the board

export const dayOf = (at) => at.slice(0, 10);

export const minuteOf = (at) => Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));

export const clockOf = (minute) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

export const momentOf = (day, minute) => `${day}T${clockOf(minute)}`;
