import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';

const INDEX = 'accounts_requireTwoFactor';

export class AddEnrolmentGrace1795490100000 implements MigrationInterface {
  name = 'AddEnrolmentGrace1795490100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const boolean = queryRunner.dataSource.options.type === 'mysql' ? 'tinyint' : 'boolean';
    await queryRunner.addColumns('accounts', [
      new TableColumn({ name: 'requireTwoFactor', type: boolean, default: 0 }),
      new TableColumn({ name: 'graceFrom', type: 'bigint', isNullable: true }),
    ]);
    await queryRunner.createIndex(
      'accounts',
      new TableIndex({ name: INDEX, columnNames: ['requireTwoFactor', 'loginKey'] }),
    );
    await queryRunner.addColumns('settings', [
      new TableColumn({ name: 'enrolmentGraceDays', type: 'integer', default: 0 }),
      new TableColumn({ name: 'requiredOfAdminsSince', type: 'bigint', default: 0 }),
      new TableColumn({ name: 'requiredOfEveryoneSince', type: 'bigint', default: 0 }),
    ]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumns('settings', [
      'enrolmentGraceDays',
      'requiredOfAdminsSince',
      'requiredOfEveryoneSince',
    ]);
    await queryRunner.dropIndex('accounts', INDEX);
    await queryRunner.dropColumns('accounts', ['requireTwoFactor', 'graceFrom']);
  }
}
