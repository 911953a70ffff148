import { expect, test } from 'vitest'
import { statementsOf } from './influxql.ts'

test.for([
  ['SHOW DATABASES', [{ kind: 'show' }]],
  ['show databases;', [{ kind: 'show' }]],
  ['CREATE DATABASE telegraf', [{ kind: 'create', database: 'telegraf' }]],
  ['create database "my ""db"', [{ kind: 'other', text: 'create database "my ""db"' }]],
  ['CREATE DATABASE "a;b" WITH DURATION 3d', [{ kind: 'create', database: 'a;b' }]],
  ['CREATE RETENTION POLICY "x" ON "db" DURATION 1d REPLICATION 1', [{ kind: 'create', database: '' }]],
  [
    "SELECT * FROM m WHERE t = 'a;b'; SHOW DATABASES",
    [{ kind: 'other', text: "SELECT * FROM m WHERE t = 'a;b'" }, { kind: 'show' }],
  ],
  [' ; ', []],
] as const)('%j', ([text, statements]) => {
  expect(statementsOf(text)).toEqual(statements)
})
