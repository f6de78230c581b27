// The passwords of eight characters and more that lead the lists of leaked ones, lower case.
const COMMON = new Set(
  `password password1 password2 password3 password12 password123 password1234 password12345
  password123456 passw0rd passw0rd1 passw0rd123 p@ssword p@ssw0rd p@ssw0rd1 p@ssw0rd123 p@ssword1
  pa55word pa$$word pa$$w0rd password! password1! password123! passwort passwort1 mypassword
  passpass passpass1 newpassword changeme changeme1 changeme123 letmein1 letmein123 letmein!
  welcome1 welcome12 welcome123 welcome! welcome1! iloveyou iloveyou1 iloveyou2 iloveyou! ilovegod
  sunshine sunshine1 princess princess1 football football1 baseball baseball1 basketball superman
  superman1 batman123 spiderman pokemon123 starwars starwars1 trustno1 whatever whatever1 computer
  computer1 internet internet1 michelle jennifer jessica1 michael1 charlie1 samantha alexander
  elizabeth christian christopher jonathan veronica victoria danielle benjamin nicholas
  corvette mercedes chocolate butterfly elephant dolphins liverpool liverpool1 arsenal1 chelsea1
  manchester barcelona realmadrid juventus marseille bordeaux garfield cheyenne december november
  september february midnight maverick mountain diamond1 diamonds blink182 metallica nirvana1
  slipknot greenday startrek skywalker sweetheart babygirl babygirl1 lovelove loveyou1 loveme123
  hello123 hello1234 hellohello goodbye1 freedom1 dragon123 monkey123 master123 shadow123
  killer123 hunter123 tigger123 access14 login123 admin123 admin1234 admin12345 administrator
  administrator1 adminadmin root1234 rootroot toor1234 user1234 useruser test1234 testtest
  test12345 testing1 testing123 guest123 guest1234 default1 demo1234 temp1234 secret123 secret1234
  topsecret qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyqwerty
  qwert123 qwert12345 asdfghjk asdfghjkl asdfasdf asdf1234 zxcvbnm1 zxcvbnm123 zxcvbnm, zaq12wsx
  zaq1zaq1 zaq1@wsx 1qaz2wsx 1qaz2wsx3edc 1qaz1qaz 1qazxsw2 1qaz@wsx !qaz2wsx q1w2e3r4 q1w2e3r4t5
  q1w2e3r4t5y6 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y qazwsxedc qazwsx123 qweasdzxc qweqweqwe qwe12345
  abc12345 abcd1234 abcdefgh abcdefg1 abcdefg123 abcdef123 abc123456 abcabcabc aa123456 a1234567
  a12345678 a123456789 a1b2c3d4 a1b2c3d4e5 aaaaaaa1 asd12345 azertyui azertyuiop azerty123
  google123 facebook facebook1 instagram twitter1 linkedin linkedin1 microsoft windows1 samsung1
  android1 iphone123 nintendo playstation minecraft fortnite1 pokemon1 photoshop photography
  12341234 12344321 12345abc 123456ab 1234567a 12345678a 123456789a 1234567890a 123456qwerty
  123qweasd 123qweasdzxc 123qwe123 123123123 123321123 123abc123 1234qwer 1234abcd 12345qwert
  123456789q 987654321 9876543210 87654321 0987654321 11223344 1122334455 112233445566 10203040
  1020304050 12121212 13131313 21212121 23232323 69696969 19841984 20002000 147258369 159357456
  159753159 147852369 741852963 789456123 456789123 31415926 314159265 01234567 0123456789
  12312312 1234567891 12345678910 123456789012 20202020 20242024 20252025 20262026 summer2024
  summer2025 winter2024 winter2025 spring2024 spring2025 autumn2024 autumn2025 correcthorsebatterystaple`
    .split(/\s+/),
);

const ROWS = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/**
 * Whether a password is among the first that anybody would try: a famous one, one character
 * repeated, a run along the keyboard, or a name of the account itself.
 */
export function isCommonPassword(password: string, names: readonly string[]): boolean {
  const text = password.toLowerCase();
  const isRun = ROWS.some((row) => row.includes(text) || reversed(row).includes(text));
  return COMMON.has(text) || isRun || /^(.)\1*$/u.test(text) || names.includes(text);
}

function reversed(text: string): string {
  return Array.from(text).reverse().join("");
}
