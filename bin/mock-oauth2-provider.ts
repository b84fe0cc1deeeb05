import { main } from '../lib/cli/index.js'

await main()
