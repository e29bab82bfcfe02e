import { Field, ObjectType } from 'type-graphql';
import type { Place } from '../places/places.js';

@ObjectType('Place', {
  description: 'Roughly where an IP address is, by a database that the operator keeps.',
})
export class PlaceType implements Place {
  @Field(() => String, { nullable: true, description: 'The country: two letters of ISO 3166-1.' })
  country!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The city, in the language of the request where the database knows it.',
  })
  city!: string | null;

  @Field(() => String, { nullable: true, description: 'The name of whoever runs the network.' })
  network!: string | null;

  @Field(() => Boolean, {
    description: 'Whether the address is of a local network; nothing else is known then.',
  })
  isLocal!: boolean;
}

/** Of the field beside each address. */
export const PLACE = {
  nullable: true,
  description: 'The place of that address; null if it is unknown, or no database of places is configured.',
} as const;
