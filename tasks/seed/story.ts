import type { UserId } from "../../domain/ids.ts";
import type { Canvas } from "./canvas.ts";
import { balloons } from "./pictures/balloons.ts";
import { city } from "./pictures/city.ts";
import { coffee } from "./pictures/coffee.ts";
import { lake } from "./pictures/lake.ts";
import { night } from "./pictures/night.ts";
import { plate } from "./pictures/plate.ts";
import { type Face, portrait } from "./pictures/portrait.ts";
import { tulips } from "./pictures/tulips.ts";

/** A person in the demo. */
export interface DemoPerson {
  id?: UserId;
  username: string;
  fullName: string;
  bio: string;
  face: () => Canvas;
  follows: readonly string[];
}

/** A picture with its alt text. */
export interface DemoPicture {
  draw: () => Canvas;
  altText: string;
}

/** A post in the demo, with its likes and comments. */
export interface DemoPost {
  author: string;
  caption: string;
  pictures: readonly DemoPicture[];
  location?: { latitude: number; longitude: number; name: string };
  likedBy: readonly string[];
  comments: readonly (readonly [author: string, content: string])[];
}

const face = (face: Face) => () => portrait(face);

/** The people; newcomers sign in as the first. */
export const people: readonly DemoPerson[] = [
  {
    id: "00000000-0000-0000-0000-000000000001" as UserId,
    username: "demo",
    fullName: "Demo User",
    bio: "Looks around. Everything here may be changed.",
    face: face({
      wall: 0x6a8caf,
      skin: 0xe8b48f,
      hair: 0x3a2a1e,
      shirt: 0x2f4858,
      hasLongHair: false,
      hasGlasses: true,
    }),
    follows: ["alice", "bob", "cora"],
  },
  {
    username: "alice",
    fullName: "Alice Berg",
    bio: "Coffee first, then flowers.",
    face: face({
      wall: 0xe2a76f,
      skin: 0xf2c9a5,
      hair: 0x8a3b1e,
      shirt: 0x3f7d6e,
      hasLongHair: true,
      hasGlasses: false,
    }),
    follows: ["bob", "demo"],
  },
  {
    username: "bob",
    fullName: "Bob Osei",
    bio: "Walks cities until the lights come on.",
    face: face({
      wall: 0x7fa27a,
      skin: 0x8d5a3b,
      hair: 0x1c1512,
      shirt: 0xd9a441,
      hasLongHair: false,
      hasGlasses: false,
    }),
    follows: ["alice", "cora", "demo"],
  },
  {
    username: "cora",
    fullName: "Cora Lindqvist",
    bio: "Cooks, eats, and goes north.",
    face: face({
      wall: 0xb98bb4,
      skin: 0xd79a72,
      hair: 0x221a2b,
      shirt: 0xb84a5a,
      hasLongHair: true,
      hasGlasses: true,
    }),
    follows: ["alice", "demo"],
  },
];

/** The posts, the oldest first. */
export const posts: readonly DemoPost[] = [
  {
    author: "cora",
    caption: "The stove is lit and nobody knows where we are. #winter #cabin",
    pictures: [{ draw: night, altText: "A lit cabin in snowy woods under a full moon" }],
    likedBy: ["alice", "bob", "demo"],
    comments: [["alice", "I can smell the wood from here."], [
      "demo",
      "Is there room for one more?",
    ]],
  },
  {
    author: "alice",
    caption: "All of them at once, as every year. #tulips #spring",
    pictures: [{ draw: tulips, altText: "Rows of red, pink, yellow and white tulips" }],
    likedBy: ["bob", "cora"],
    comments: [["cora", "The white ones!"]],
  },
  {
    author: "demo",
    caption: "A lake before breakfast and balloons after it. #mountains #morning",
    pictures: [
      { draw: lake, altText: "A still mountain lake with a wooden jetty in the morning" },
      { draw: balloons, altText: "Four striped hot-air balloons above fields" },
    ],
    location: { latitude: 46.5586, longitude: 8.5614, name: "Andermatt" },
    likedBy: ["alice", "cora"],
    comments: [["bob", "Which one were you in, @demo?"]],
  },
  {
    author: "bob",
    caption: "Blue hour over the river. #city #skyline",
    pictures: [{ draw: city, altText: "A skyline with lit windows at dusk above a river" }],
    likedBy: ["alice", "cora", "demo"],
    comments: [["demo", "Which bridge is this from?"], ["bob", "The old one, @demo. Come early."]],
  },
  {
    author: "cora",
    caption: "Lunch with @alice, and neither of us had to cook. #food #salad",
    pictures: [{ draw: plate, altText: "A salad with tomatoes, olives and an egg on a plate" }],
    likedBy: ["alice", "demo"],
    comments: [["alice", "Next time I am paying."]],
  },
  {
    author: "alice",
    caption: "First flat white of the day. #coffee #morning",
    pictures: [{ draw: coffee, altText: "A cup of coffee with a leaf of milk foam, from above" }],
    likedBy: ["bob", "cora", "demo"],
    comments: [["bob", "Where is this? Asking for all of us."]],
  },
];
