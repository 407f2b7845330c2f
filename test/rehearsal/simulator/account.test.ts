import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Account, loadAccounts, saveAccounts } from "../../../src/rehearsal/simulator";

describe("a simulated account", () => {
  test("holds objects by type and id, oldest first", () => {
    const account = new Account();
    account.put("a", "1", { name: "x" });
    account.put("a", "2", { name: "y" });
    account.put("b", "1", { name: "z" });
    expect(account.get("a", "1")).toEqual({ name: "x" });
    expect(account.list("a").map(({ id }) => id)).toEqual(["1", "2"]);
    account.remove("a", "1");
    expect(account.get("a", "1")).toBeUndefined();
    expect(account.size).toBe(2);
  });

  test("remembers what it is told at first", () => {
    const account = new Account();
    account.memory("names", () => ["a"]).push("b");
    expect(account.memory("names", () => [])).toEqual(["a", "b"]);
  });

  test("is read by another process as it was saved", () => {
    const folder = mkdtempSync(join(tmpdir(), "account-"));
    try {
      const account = new Account();
      account.put("a", "1", { name: "x", tags: { k: "v" }, none: null });
      account.memory("count", () => ({ count: 3 }));
      account.save(join(folder, "account.json"));
      const read = Account.load(join(folder, "account.json"));
      expect(read.get("a", "1")).toEqual({ name: "x", tags: { k: "v" }, none: null });
      expect(read.memory("count", () => ({ count: 0 }))).toEqual({ count: 3 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("of several providers is one again when it is read", () => {
    const folder = mkdtempSync(join(tmpdir(), "account-"));
    try {
      const [shared, other] = [new Account(), new Account()];
      shared.put("a", "1", { name: "x" });
      const accounts = new Map([
        ["one", shared],
        ["other", other],
        ["two", shared],
      ]);
      saveAccounts(accounts, join(folder, "accounts.json"));
      const read = loadAccounts(join(folder, "accounts.json"));
      expect(read.get("two")).toBe(read.get("one"));
      expect(read.get("other")).not.toBe(read.get("one"));
      expect(read.get("two")?.get("a", "1")).toEqual({ name: "x" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
