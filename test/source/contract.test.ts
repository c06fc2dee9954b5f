import { sourceSuite } from '../contract/source.suite.ts'
import { cloudWorld, serverWorld } from './worlds.ts'

sourceSuite('Confluence Cloud', () => cloudWorld())
sourceSuite('Confluence Data Center', () => serverWorld())
