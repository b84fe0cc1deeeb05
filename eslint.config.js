// What a type checker and a formatter cannot see. Naming is free: snake_case is how the RFCs write their words.
import tseslint from 'typescript-eslint'

const unused = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }]
const lines = { max: 200, skipBlankLines: false, skipComments: false }

export default tseslint.config(
  { ignores: ['dist/', '.tap/', 'coverage/', 'tap-snapshots/', 'fixtures/', 'lib/fixtures/types.ts'] },
  {
    files: ['lib/**/*.ts', 'bin/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        { selector: 'TSEnumDeclaration', message: 'A union of string literals instead of an enum.' },
        { selector: 'TSParameterProperty', message: 'Declare the field.' },
        { selector: 'Decorator', message: 'No decorators.' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/unbound-method': 'off', // tap and our own records of functions have no `this`
      '@typescript-eslint/require-await': 'off', // what must answer with a promise may have nothing to wait for
      '@typescript-eslint/no-unused-vars': unused,
    },
  },
  { files: ['lib/**/*.ts', 'bin/**/*.ts'], rules: { 'max-lines': ['error', lines] } },
  { files: ['lib/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': 'off', // tap collects what `t.test` returns
      '@typescript-eslint/no-unsafe-assignment': 'off', // answers are JSON, and judged by the assertion
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off', // URLs and their parameters have a text
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', 'bench/**/*.mjs'],
    extends: [tseslint.configs.recommended],
    rules: { eqeqeq: 'error', '@typescript-eslint/no-unused-vars': unused },
  },
)
