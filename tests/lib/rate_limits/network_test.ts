import { assertEquals } from "@std/assert";
import { networkOf, siteOf } from "../../../lib/rate_limits/network.ts";

Deno.test("the network of an IPv4 address is itself, however it is written", () => {
  for (
    const address of ["192.0.2.1", " 192.0.2.1:8080", "::ffff:192.0.2.1", "::FFFF:c000:201"]
  ) {
    assertEquals(networkOf(address), "192.0.2.1", address);
  }
});

Deno.test("the network of an IPv6 address is its /64, however it is written", () => {
  for (
    const address of [
      "2001:db8:1:2::1",
      "2001:DB8:1:2:ffff:ffff:ffff:ffff",
      "[2001:0db8:0001:0002:0:0:0:9]:443",
      "2001:db8:1:2:3:4:192.0.2.1",
    ]
  ) {
    assertEquals(networkOf(address), "2001:db8:1:2::/64", address);
  }
  assertEquals(networkOf("2001:db8:1:3::1"), "2001:db8:1:3::/64");
  assertEquals(networkOf("::1"), "0:0:0:0::/64");
  assertEquals(networkOf("fe80::1%eth0"), "fe80:0:0:0::/64");
  assertEquals(networkOf("1:2:3:4:5:6:7::"), "1:2:3:4::/64");
});

Deno.test("the network of an invalid address is its text", () => {
  assertEquals(networkOf("unknown"), "unknown");
  assertEquals(networkOf("2001:db8:::1"), "2001:db8:::1");
  assertEquals(networkOf("300.1.1.1"), "300.1.1.1");
});

Deno.test("a site is an IPv4 address, or the /48 of an IPv6 address", () => {
  assertEquals(siteOf("192.0.2.1"), "192.0.2.1");
  assertEquals(siteOf("::ffff:192.0.2.1"), "192.0.2.1");
  assertEquals(siteOf("2001:db8:1:2::1"), "2001:db8:1::/48");
  assertEquals(siteOf("2001:db8:1:ffff::1"), "2001:db8:1::/48");
  assertEquals(siteOf("unknown"), "unknown");
});
