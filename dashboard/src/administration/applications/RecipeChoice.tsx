import { Box, Card, CardActionArea, Typography } from '@mui/material';
import { useTexts } from '../../i18n/texts';
import { type Recipe, RECIPES } from './recipes';
import { useProgramName } from './useProgramName';

/** Which program is to be added. */
export function RecipeChoice({ onChoose }: { onChoose: (recipe: Recipe) => void }) {
  const { t } = useTexts();
  const nameOf = useProgramName();
  return (
    <Box
      component="ul"
      sx={{
        listStyle: 'none',
        m: 0,
        p: 0,
        display: 'grid',
        gap: 1.5,
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(15rem, 100%), 1fr))',
      }}
    >
      {RECIPES.map((recipe) => (
        <Card key={recipe.id} component="li">
          <CardActionArea
            onClick={() => onChoose(recipe)}
            sx={{
              p: 2.25,
              height: '100%',
              display: 'flex',
              flexDirection: 'column',
              alignItems: 'flex-start',
              justifyContent: 'flex-start',
            }}
          >
            <Typography variant="h3" component="span">
              {nameOf(recipe)}
            </Typography>
            <Typography component="span" variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
              {t(`admin.applications.recipes.${recipe.id}`)}
            </Typography>
          </CardActionArea>
        </Card>
      ))}
    </Box>
  );
}
